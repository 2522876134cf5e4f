"""Save and email me the link: an incomplete form is kept, found again on any device, and ends once it is posted."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.listings.models import Company
from jobs.submissions.forms import wording
from jobs.submissions.models import CompanyPerson, Plan, PostingSettings, SavedForm, Submission
from jobs.submissions.services import saved_forms
from jobs.submissions.tests.people import person_of, url, verified_company
from jobs.submissions.tests.typed import logo_file, typed
from operations.people import erase, export
from tests.factories import FreePlanFactory, PlanFactory

URL = "/post-a-job/"
ROBIN = "robin@larkspur.example"
HALF = {"title": "Night <train> dispatcher", "contact_email": ROBIN, "salary_min": "a lot", "save": "1"}


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


@pytest.fixture
def device(plan) -> Client:
    """A browser that has opened the form."""
    return browser()


def browser() -> Client:
    client = Client()
    client.get(URL)
    return client


def save(client: Client, **changes: object) -> SavedForm:
    response = client.post(URL, {**HALF, "nonce": str(uuid.uuid4()), **changes})
    assert response.status_code == 303, response.context["form"].errors
    saved = SavedForm.objects.latest("saved_at")
    assert response.headers["Location"] == saved.get_absolute_url()
    return saved


def version(response) -> str:
    return str(response.context["form"]["saved_version"].value())


def test_half_a_form_is_finished_in_another_browser(device, plan, mailbox):
    saved = save(device, country=["DE", "FR"], location=["Köln", ""], tags="linux\u200b", plan=str(plan.pk))
    link = re.search(r"/post-a-job/saved/[^/\s]+/", mailbox.to(ROBIN)[0].message)
    assert link is not None and link[0] == saved.get_absolute_url()

    other = browser()
    page = other.get(link[0])
    html = unescape(page.content.decode())
    assert page.headers["Cache-Control"] == "private, no-store" or "no-store" in page.headers["Cache-Control"]
    assert 'value="Night <train> dispatcher"' in html and 'value="a lot"' in html and 'value="linux"' in html
    assert [row["country"] for row in page.context["form"].location_rows] == ["DE", "FR"]
    assert not page.context["form"].errors, "nothing is wrong with a form that is not sent yet"
    assert re.search(rf'value="{plan.pk}"[^>]*checked', html)

    posted = other.post(link[0], typed(plan, nonce=str(uuid.uuid4()), saved_version=version(page)))
    assert posted.status_code == 303
    assert posted.headers["Location"] == Submission.objects.get().get_absolute_url()
    assert not SavedForm.objects.exists()


def test_only_the_address_is_needed_to_save(device):
    response = device.post(URL, {"title": "Stoker", "save": "1", "contact_email": " "})
    assert response.context["form"].errors == {"contact_email": [str(wording.EMAIL_MISSING_TO_SAVE)]}
    assert 'value="Stoker"' in response.content.decode()
    wrong = device.post(URL, {"title": "Stoker", "save": "1", "contact_email": "robin@localhost"})
    assert list(wrong.context["form"].errors) == ["contact_email"]
    assert not SavedForm.objects.exists()


def test_saving_again_changes_the_same_form_and_emails_nobody_twice(device, mailbox):
    nonce = str(uuid.uuid4())
    saved = save(device, nonce=nonce)
    assert save(device, nonce=nonce, title="Stoker").pk == saved.pk
    page = device.get(saved.get_absolute_url())
    again = {**HALF, "title": "Fireman", "saved_version": version(page), "nonce": str(uuid.uuid4())}
    assert device.post(saved.get_absolute_url(), again).status_code == 303
    saved.refresh_from_db()
    assert (SavedForm.objects.count(), saved.values["title"]) == (1, ["Fireman"])
    assert mailbox.kinds(ROBIN) == ["form_saved"]


def test_another_address_gets_a_link_of_its_own_and_the_first_one_ends(device, mailbox):
    saved = save(device)
    first = saved.get_absolute_url()
    page = device.get(first)
    other = {**HALF, "contact_email": "kim@larkspur.example", "saved_version": version(page)}
    assert device.post(first, other).status_code == 303
    saved.refresh_from_db()
    assert mailbox.kinds("kim@larkspur.example") == ["form_saved"]
    assert device.get(first).status_code == 410
    assert device.get(saved.get_absolute_url()).status_code == 200


def test_the_email_carries_nothing_of_what_was_typed(device, mailbox):
    save(device, contact_name="Buy at spam.example", company_name="Spam & Co", title="Spam spam")
    email = mailbox.one("form_saved")
    assert not re.search("spam", email.subject + email.message + email.html_message, re.IGNORECASE)


def test_a_form_that_was_saved_elsewhere_meanwhile_is_not_overwritten_unseen(device):
    saved = save(device)
    first = device.get(saved.get_absolute_url())
    other = browser()
    theirs = {**HALF, "title": "Stoker", "saved_version": version(other.get(saved.get_absolute_url()))}
    assert other.post(saved.get_absolute_url(), theirs).status_code == 303
    mine = {**HALF, "title": "Fireman", "saved_version": version(first)}
    refused = device.post(saved.get_absolute_url(), mine)
    assert refused.status_code == 409
    assert "saved elsewhere" in refused.content.decode() and 'value="Fireman"' in refused.content.decode()
    saved.refresh_from_db()
    assert saved.values["title"] == ["Stoker"]
    assert (
        device.post(saved.get_absolute_url(), mine | {"saved_version": version(refused)}).status_code == 303
    )
    saved.refresh_from_db()
    assert saved.values["title"] == ["Fireman"]


def test_from_two_devices_one_form_makes_one_listing(device, plan):
    saved = save(device)
    url, other = saved.get_absolute_url(), browser()
    assert device.post(url, typed(plan, nonce=str(uuid.uuid4()))).status_code == 303
    late = other.post(url, typed(plan, title="Typed on the phone", nonce=str(uuid.uuid4())))
    assert late.status_code == 409
    html = late.content.decode()
    assert 'value="Typed on the phone"' in html and f'action="{URL}?sent"' in html and "has ended" in html
    assert Submission.objects.count() == 1
    assert other.get(url).status_code == 410


def test_back_from_the_posting_leads_who_posted_it_to_the_draft(device, plan):
    saved = save(device)
    url = saved.get_absolute_url()
    device.post(url, typed(plan, nonce=str(uuid.uuid4())))
    draft = Submission.objects.get()
    assert device.get(url).headers["Location"] == f"{draft.get_absolute_url()}edit/"
    assert browser().get(url).status_code == 410, "a stranger with the old link learns no other link"


def test_the_form_it_was_saved_from_ends_it_too(device, plan):
    nonce = str(uuid.uuid4())
    save(device, nonce=nonce)
    assert device.post(URL, typed(plan, nonce=nonce)).status_code == 303
    assert not SavedForm.objects.exists()


def test_the_logo_comes_back_and_reaches_the_listing(device, plan):
    saved = save(device, company_logo=logo_file())
    page = browser().get(saved.get_absolute_url())
    assert saved.logo.url in page.content.decode()
    assert browser().post(saved.get_absolute_url(), typed(plan)).status_code == 303
    assert Company.objects.get(is_proposed=True).logo.width == 256


@pytest.mark.parametrize(
    "change", [{"terms": "on"}, {"company_logo_kept": "x"}, {"unknown": "x"}, {"website": ""}]
)
def test_what_is_not_of_the_listing_is_not_kept(device, change):
    assert save(device, **change).values.keys().isdisjoint(change)


def test_a_form_of_any_length_is_refused_in_words_at_most(device):
    response = device.post(URL, HALF | {"description": "x" * 250_000})
    assert response.context["form"].non_field_errors() == [str(wording.TOO_LONG_TO_SAVE)]
    hostile = dict.fromkeys(typed(), "\x00\u202e" * 50) | {"contact_email": ROBIN, "save": "1"}
    assert browser().post(URL, hostile).status_code == 303


def test_mailboxes_are_not_flooded_however_they_are_written(plan, settings):
    settings.RATE_LIMIT_FACTOR = 1
    codes = [
        browser()
        .post(URL, HALF | {"contact_email": f"robin+{n}@gmail.com"}, REMOTE_ADDR=f"203.0.113.{n}")
        .status_code
        for n in range(7)
    ]
    assert codes == [303] * 5 + [429] * 2


def test_another_board_does_not_know_the_form(device, second_board):
    FreePlanFactory(site=second_board.site)
    saved = save(device)
    for answer in (
        device.get(saved.get_absolute_url(), headers={"host": "designers.localhost"}),
        device.post(saved.get_absolute_url(), HALF, headers={"host": "designers.localhost"}),
        device.get(f"{URL}saved/{saved.token[:-1]}/"),
        device.get(f"{URL}saved/x/"),
    ):
        assert answer.status_code == 404
    saved.refresh_from_db()


def test_an_expired_safety_key_loses_nothing(plan):
    careful = Client(enforce_csrf_checks=True)
    saved = saved_forms.save(site=plan.site, email=ROBIN, values={"title": ["Stoker"]})
    answer = careful.post(saved.get_absolute_url(), HALF)
    assert answer.status_code == 403 and "Nothing is lost" in answer.content.decode()
    assert f'action="{saved.get_absolute_url()}"' in answer.content.decode()


def test_unfinished_forms_go_after_their_boards_time(device):
    PostingSettings.objects.filter(site=save(device).site).update(saved_form_keep_days=7)
    for days, count in ((6, 1), (8, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            call_command("prune_drafts")
            assert SavedForm.objects.count() == count


def test_who_has_lost_the_email_asks_for_it_again(device, mailbox):
    save(device)
    device.post("/submissions/find/", {"email": ROBIN.upper()})
    call_command("send_links")
    assert mailbox.kinds(ROBIN) == ["form_saved", "form_saved"]


def test_they_are_given_out_and_erased_on_request(device):
    saved = save(device)
    assert "Night <train> dispatcher" in export(ROBIN.upper()) and saved.token not in export(ROBIN)
    assert erase(ROBIN).counts["saved forms"] == 1
    assert not SavedForm.objects.exists()


@pytest.fixture
def editor(board, plan) -> CompanyPerson:
    return person_of(verified_company(board, name="Wagon Works"), CompanyPerson.Role.EDITOR)


def test_a_companys_editor_finishes_a_form_behind_their_own_link(client, editor, plan, mailbox):
    address = url("company_post", editor)
    client.get(address)
    half = {
        "title": "Wheelwright",
        "save": "1",
        "nonce": str(uuid.uuid4()),
        "contact_email": "x@else.example",
    }
    saved = client.post(address, half | {"company_name": "Somebody Else"})
    row = SavedForm.objects.get()
    assert row.email == editor.email and row.person == editor
    assert saved.headers["Location"] == row.get_absolute_url() == f"{address}?saved={row.pk}"
    assert row.get_absolute_url() in unescape(mailbox.to(editor.email)[0].message)

    other = Client()
    page = other.get(row.get_absolute_url())
    html = unescape(page.content.decode())
    assert 'value="Wheelwright"' in html and 'value="Wagon Works"' in html and "Save again" in html
    sent = typed(plan, title="Wheelwright", nonce=str(uuid.uuid4()), saved_version=version(page))
    assert other.post(row.get_absolute_url(), sent).status_code == 303
    submission = Submission.objects.get()
    assert submission.page.company == editor.company and submission.posted_by == editor
    assert submission.contact_email == editor.email and not SavedForm.objects.exists()
    assert client.get(row.get_absolute_url()).status_code == 410


def test_a_companys_saved_form_ends_with_the_link_of_its_person(client, editor, mailbox):
    address = url("company_post", editor)
    client.get(address)
    client.post(address, {"title": "Wheelwright", "save": "1", "nonce": str(uuid.uuid4())})
    row = SavedForm.objects.get()
    own = reverse("submissions:saved", args=[row.token])
    assert client.get(own).status_code == 410, "a person's form has no link of its own"
    colleague = person_of(editor.company, CompanyPerson.Role.OWNER)
    assert client.get(f"{url('company_post', colleague)}?saved={row.pk}").status_code == 410
    editor.state = CompanyPerson.State.REVOKED
    editor.save()
    assert client.get(row.get_absolute_url()).status_code in (303, 410)
    sent = len(mailbox.to(editor.email))
    assert saved_forms.email_again(site=row.site, email=editor.email, request_id="1") == 0
    assert len(mailbox.to(editor.email)) == sent


def test_back_corrects_what_a_companys_editor_has_posted(client, editor, plan):
    address = url("company_post", editor)
    client.get(address)
    nonce = str(uuid.uuid4())
    first = client.post(address, typed(plan, nonce=nonce))
    again = client.get(f"{address}?form={nonce}")
    assert again.context["form"]["title"].value() == Submission.objects.get().page.title
    corrected = client.post(address, typed(plan, nonce=nonce, title="Wheelwright, corrected"))
    assert corrected.headers["Location"] == first.headers["Location"]
    page = Submission.objects.get().page.get_latest_revision_as_object()
    assert page.title == "Wheelwright, corrected" and page.company == editor.company

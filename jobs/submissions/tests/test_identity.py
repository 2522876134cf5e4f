"""Who a listing is from is proved, never typed: addresses by emailed links, companies by their domain."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import Revision

from jobs.listings.models import Company, JobPage
from jobs.listings.services.companies import verify
from jobs.listings.shared_hosts import is_shared
from jobs.submissions.forms import wording
from jobs.submissions.models import Submission
from jobs.submissions.services.pruning import prune_drafts
from jobs.submissions.tests.typed import logo_file, typed
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import (
    Board,
    CompanyFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    page_of,
    payment_of,
)

POST = "/post-a-job/"
NAME, SITE, STAFF = "Larkspur Rail", "https://www.larkspur.example/about", "robin@larkspur.example"
EVIL = "Your account is locked, visit http://evil.example/login"


@pytest.fixture
def verified(board: Board) -> Company:
    """A company on the board whose people have verified it; its logo is theirs."""
    company = CompanyFactory(site=board.site, name=NAME, website=SITE)
    company.logo.save("theirs.webp", logo_file())
    LiveJobFactory(board=board, company=company, title="Signal engineer")
    verify(company=company, email=STAFF)
    return Company.objects.get(pk=company.pk)


def posted(board: Board, client: Client, **said: object) -> Submission:
    """Sent through the form, as a stranger does it."""
    plan = PlanFactory(site=board.site)
    values = typed(plan, **{"company_name": NAME, "company_url": SITE, "contact_email": STAFF, **said})
    answer = client.post(POST, values)
    assert answer.status_code == 303, answer.context["form"].errors
    return Submission.objects.latest("pk")


def pay(submission: Submission) -> JobPage:
    payment = payment_of(submission)
    stripe_door.current().pay(open_checkout(payment))
    confirm(payment=payment)
    return page_of(submission)


def emailed_link(submission: Submission) -> str:
    """The link in the newest email to the contact, as a path."""
    email = Email.objects.filter(to=submission.contact_email, message__contains="/emailed/").latest("pk")
    found = re.search(r"https?://[^/\s]+(/submissions/\S*emailed\S*)", email.message)
    assert found, email.message
    return found[1]


def press(submission: Submission, client: Client) -> None:
    """Open the emailed link, and press the button that it shows."""
    page = client.get(emailed_link(submission), follow=True)
    assert "Confirm the address" in page.content.decode()
    client.post(reverse("submissions:prove_address", args=[submission.token]))


def everything_public(client: Client, page: JobPage) -> str:
    paths = ["/", "/jobs/", page.url, *(reverse(f"jobs:feed_{kind}") for kind in ("rss", "json", "xml"))]
    answers = [client.get(path) for path in paths]
    return "".join((b"".join(a) if a.streaming else a.content).decode() for a in answers)


# --- The mark


def test_a_typed_address_at_the_domain_proves_nothing(board, client, verified, sandbox, mailbox):
    page = pay(posted(board, client, contact_email="nobody@larkspur.example", title="Fraud"))
    assert page.company != verified and not page.company.is_verified and not page.company.logo
    html = client.get(page.url).content.decode().split("Similar jobs")[0]
    assert "Verified" not in html and verified.logo.url not in html
    own = client.get(verified.get_absolute_url()).content.decode()
    assert "Signal engineer" in own and "Fraud" not in own
    assert JobPage.objects.naming_a_verified_company().get() == page
    told = mailbox.one("company_named")
    assert told.to == [STAFF] and "Fraud" not in told.message


@pytest.mark.parametrize(
    "said",
    [
        {"contact_email": "larkspur.rail@gmail.com"},
        {"company_name": "LARKSPUR\u200b  rail"},
        {"company_name": "Ｌarkspur Rail", "company_url": "https://larkspur.example."},
        {"company_url": "https://elsewhere.example"},
        {"company_name": "Larkspur Trains", "contact_email": "x@a.example"},
    ],
)
def test_any_other_listing_under_that_name_or_host_is_flagged_and_unmarked(
    board, client, verified, sandbox, said
):
    page = pay(posted(board, client, **said))
    assert page.company != verified
    assert page in JobPage.objects.naming_a_verified_company()
    assert Email.objects.filter(to=STAFF, subject__contains="names").exists()


def test_opening_the_emailed_link_and_pressing_a_button_proves_it(board, client, verified, sandbox):
    submission = posted(board, client, title="Night dispatcher")
    page = pay(submission)
    own_record = page.company
    press(submission, Client())
    page = page_of(submission)
    assert page.company == verified and page.sender_proved
    assert "Verified" in client.get(page.url).content.decode()
    assert "Night dispatcher" in client.get(verified.get_absolute_url()).content.decode()
    assert not Company.objects.filter(pk=own_record.pk).exists()
    assert {revision.content["company"] for revision in page.revisions.all()} == {verified.pk}
    assert not JobPage.objects.naming_a_verified_company().exists()


def test_any_button_counts_for_who_opened_the_link_and_none_for_who_did_not(board, client, verified, sandbox):
    submission = posted(board, client)
    manage = submission.get_absolute_url()
    assert "Confirm the address" not in client.get(manage).content.decode()
    client.post(reverse("submissions:prove_address", args=[submission.token]))
    client.post(f"{manage}emailed/{'x' * 43}/")
    client.get(f"{manage}emailed/{'x' * 43}/")
    client.post(f"{manage}edit/", {})
    assert not Submission.objects.get().is_proved
    reader = Client()
    reader.get(emailed_link(submission))
    assert not Submission.objects.get().is_proved, "mail programs open links by themselves"
    reader.post(f"{manage}edit/", {})
    assert Submission.objects.get().is_proved


def test_the_proof_of_one_listing_is_none_of_another(board, client, verified):
    one, other = posted(board, client), posted(board, client)
    client.get(f"{other.get_absolute_url()}emailed/{one.address_signature}/")
    client.post(reverse("submissions:prove_address", args=[other.token]))
    assert not Submission.objects.get(pk=other.pk).is_proved


def test_the_manage_link_shown_on_screen_is_not_the_emailed_one(board, client):
    submission = posted(board, client)
    assert submission.address_signature not in client.get(submission.get_absolute_url()).content.decode()


def test_a_company_verified_later_keeps_only_its_own_listings(board, client, sandbox):
    stranger = pay(
        posted(board, client, contact_email="x@larkspur.example", company_logo=logo_file(colour="red"))
    )
    own = posted(board, client)
    pay(own)
    company = stranger.company
    assert page_of(own).company == company and company.logo
    verify(company=company, email=STAFF)
    company = Company.objects.get(pk=company.pk)
    assert company.is_verified and company.verified_by == STAFF
    assert page_of(own).company == company, "the address that verified it is proved"
    stranger.refresh_from_db()
    assert stranger.company != company and not stranger.company.is_verified
    assert not company.logo and stranger.company.logo, "the logo was the stranger's"
    assert client.get(company.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "gmail.com", "riseup.net", "en.riseup.net", "mailinator.com", "inbox.mailinator.com", "yopmail.com",
        "github.io", "co.uk", "herokuapp.com", "GITHUB.IO.", "disroot.org", "posteo.de",
    ],
)  # fmt: skip
def test_shared_hosts_are_no_companys_own(board, client, sandbox, host):
    assert is_shared(host)
    company = CompanyFactory(site=board.site, name="Everybody", website=f"https://{host.strip('.')}")
    LiveJobFactory(board=board, company=company)
    answer = client.post(f"{company.get_absolute_url()}verify/", {"email": f"me@{host.strip('.')}"})
    assert answer.status_code == 200 and "proves nothing" in answer.content.decode()
    assert not Email.objects.exists()


def test_the_lists_can_be_added_to_and_corrected(settings):
    assert not is_shared("larkspur.example")
    settings.EMAIL_PROVIDERS_ADDED = {"larkspur.example"}
    assert is_shared("mail.larkspur.example")
    settings.EMAIL_PROVIDERS_EXCEPT = {"github.io"}
    assert not is_shared("github.io")


# --- Drafts propose


def test_an_unpaid_draft_owns_no_company(board, client, sandbox):
    first = posted(board, client, company_name="genuine LTD", company_url="https://genuine.example/x",
                   company_logo=logo_file(colour="red"))  # fmt: skip
    real = posted(board, client, company_name="Genuine Ltd", company_url="https://genuine.example",
                  contact_email="a@genuine.example", company_logo=logo_file(colour="blue"))  # fmt: skip
    page = pay(real)
    company = page.company
    assert (company.name, company.website, company.slug) == (
        "Genuine Ltd",
        "https://genuine.example",
        "genuine-ltd",
    )
    assert page_of(first).company != company
    assert pay(first).company == company
    kept = Company.objects.get(pk=company.pk)
    assert (kept.name, kept.logo.name) == ("Genuine Ltd", company.logo.name)
    assert Company.objects.count() == 1


def test_a_draft_changes_its_own_proposal_as_it_likes(board, client, sandbox):
    submission = posted(board, client, company_logo=logo_file(colour="red"))
    red = page_of(submission).company.logo.read()
    values = typed(company_name="Larkspur Railways", company_url=SITE, company_logo=logo_file(colour="blue"))
    assert client.post(f"{submission.get_absolute_url()}edit/", values).status_code == 303
    company = pay(submission).company
    assert company.name == "Larkspur Railways" and company.logo.read() != red
    assert Company.objects.count() == 1


def test_what_a_draft_brought_goes_with_the_draft(board, client, settings):
    submission = posted(board, client, company_logo=logo_file())
    logo = page_of(submission).company.logo.name
    assert default_storage.exists(logo)
    page_of(submission).delete()
    assert not Company.objects.exists()


def test_pruning_a_draft_takes_its_company_too(board, client):
    posted(board, client)
    JobPage.objects.update(latest_revision_created_at=timezone.now() - timedelta(days=99))
    assert prune_drafts() == 1
    assert not Company.objects.exists()


def test_without_an_owner_the_next_face_comes_from_proved_contacts(board, client, verified, sandbox):
    own = posted(board, client)
    pay(own)
    press(own, Client())
    before = verified.logo.read()

    def edited():
        return typed(company_name="Larkspur RAIL", company_url="https://larkspur.example/jobs",
                     company_logo=logo_file(colour="blue"))  # fmt: skip

    # Who has verified it owns it: its page alone changes its face.
    assert client.post(f"{own.get_absolute_url()}edit/", edited()).status_code == 303
    company = Company.objects.get(pk=verified.pk)
    assert company.name == "Larkspur Rail" and company.logo.read() == before
    own.refresh_from_db()
    assert own.proposed_logo
    company.people.all().delete()
    values = edited()
    assert client.post(f"{own.get_absolute_url()}edit/", values).status_code == 303
    company = Company.objects.get(pk=verified.pk)
    assert (company.name, company.is_verified) == ("Larkspur RAIL", True) and company.logo.read() != before


def test_who_is_not_verified_is_told_that_the_logo_waits(board, client, sandbox):
    submission = posted(board, client, company_logo=logo_file(colour="red"))
    page = pay(submission)
    red = page.company.logo.read()
    answer = client.post(
        f"{submission.get_absolute_url()}edit/",
        typed(company_name=NAME, company_url=SITE, company_logo=logo_file(colour="blue")),
        follow=True,
    )
    assert "The editors have yours" in answer.content.decode()
    assert Company.objects.get(pk=page.company_id).logo.read() == red


def test_editors_cannot_put_a_strangers_listing_under_a_verified_company_by_slip(
    board, client, verified, sandbox
):
    page = pay(posted(board, client, contact_email="x@a.example"))
    form_class = JobPage.get_edit_handler().get_form_class()
    form = form_class(
        {"company": verified.pk}, instance=page, parent_page=board.index, for_user=SuperuserFactory()
    )
    form.is_valid()
    assert "larkspur.example" in str(form.errors["company"])


def test_editors_see_it_in_the_list_and_on_the_listing(board, client, verified, sandbox):
    page = pay(posted(board, client, contact_email="x@a.example", title="Odd one"))
    client.force_login(SuperuserFactory())
    listed = client.get("/admin/listings/", {"names_verified": "true"}).content.decode()
    assert "Odd one" in listed and "Signal engineer" not in listed
    assert "Names a verified company" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_lists_feeds_and_searches_follow(board, client, verified, sandbox):
    page = pay(posted(board, client, contact_email="x@larkspur.example", title="Fraud"))
    JobPage.objects.exclude(pk=page.pk).get().unpublish()
    assert verified.logo.url not in everything_public(client, page)
    assert "Fraud" not in client.get("/jobs/", {"company": verified.slug}).content.decode()


# --- What strangers are sent


def test_the_first_email_has_no_word_of_the_senders(board, client):
    submission = posted(
        board, client, contact_name="Jane Locked", title="Urgent call", company_name="Evil Bank Co"
    )
    email = Email.objects.get(to=submission.contact_email)
    for text in (email.subject, email.message, email.html_message):
        assert not any(word in text for word in ("Locked", "Urgent", "Evil"))
    assert board.host in email.message


def test_links_asked_for_have_none_either_until_the_address_is_proved(board, client):
    submission = posted(board, client, title="Urgent call")
    client.post(reverse("submissions:find_links"), {"email": submission.contact_email})
    assert not [email for email in Email.objects.all() if "Urgent" in email.message + email.subject]
    press(submission, Client())
    submission.refresh_from_db()
    assert submission.email_title == "Urgent call"


@pytest.mark.parametrize("field", ["contact_name", "company_name"])
@pytest.mark.parametrize("text", [EVIL, "Call www.evil.example", "me@evil.example", "evil.example/login"])
def test_names_refuse_addresses(board, client, field, text):
    answer = client.post(POST, typed(PlanFactory(site=board.site), **{field: text}))
    assert answer.context["form"].errors[field] == [str(wording.NAME_HAS_ADDRESS)]


@pytest.mark.parametrize("name", ["Booking.com", "Node.js GmbH", "A/B Ltd", "Yahoo! Inc."])
def test_names_like_these_are_names(board, client, name):
    assert posted(board, client, company_name=name).page.company.name == name


def test_an_alerts_first_email_has_no_word_of_the_search(board, client):
    client.post("/alerts/?q=account+locked+evil.example", {"email": "victim@a.example", "frequency": "daily"})
    email = Email.objects.get(to="victim@a.example")
    assert "locked" not in email.message + email.subject + email.html_message


# --- The form's number


def test_the_number_of_anothers_form_does_not_lead_to_their_listing(board):
    plan, number = PlanFactory(site=board.site), str(uuid.uuid4())
    owner, thief = Client(), Client()
    for browser in (owner, thief):
        browser.get(POST)
    first = owner.post(POST, typed(plan, nonce=number))
    again = owner.post(POST, typed(plan, nonce=number))
    assert first.headers["Location"] == again.headers["Location"] and Submission.objects.count() == 1
    for browser in (thief, Client()):
        answer = browser.post(POST, typed(plan, nonce=number))
        assert answer.headers["Location"] != first.headers["Location"]


def test_nothing_is_left_that_names_a_company_which_is_gone(board, client, verified, sandbox):
    submission = posted(board, client)
    pay(submission)
    press(submission, Client())
    PaidSubmissionFactory(board=board)
    UnpaidSubmissionFactory(board=board)
    known = set(Company.objects.values_list("pk", flat=True))
    assert {
        revision.content["company"]
        for revision in Revision.objects.page_revisions()
        if "company" in revision.content
    } <= known

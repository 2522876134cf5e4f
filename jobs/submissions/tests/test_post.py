"""Posting a job: what is typed becomes a draft with its page, and nothing typed is ever lost."""

import re
import uuid
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from jobs.listings.models import JobPage
from jobs.submissions import logos
from jobs.submissions.forms import wording
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.submission import submit
from jobs.submissions.tests.typed import logo_file, typed
from payments.models import Payment
from tests.factories import FreePlanFactory, PlanFactory, page_of, payment_of

URL = "/post-a-job/"


@pytest.fixture
def plan(board) -> Plan:
    return PlanFactory(site=board.site)


def shown_again(response, **values: str) -> bool:
    """Whether the page has controls with these very values."""
    html = unescape(response.content.decode())
    return all(value in html for value in values.values())


def token_in(response) -> str:
    return response.headers["Location"].split("/")[2]


def test_the_form_shows_the_plans_and_preselects_the_one_asked_for(client, plan):
    other = PlanFactory(site=plan.site)
    html = client.get(f"{URL}?plan={other.pk}").content.decode()
    assert plan.name in html and other.name in html
    assert re.search(rf'value="{other.pk}" checked', html)
    assert not re.search(rf'value="{plan.pk}" checked', html)
    assert re.search(r"<button[^>]*>\s*Preview", html)


@pytest.mark.parametrize("asked", ["x", "9" * 40, "\1", "'"])
def test_a_plan_that_is_none_preselects_nothing(client, plan, asked):
    assert client.get(URL, {"plan": asked}).status_code == 200


def test_a_posted_form_makes_a_draft_and_leads_to_its_page(client, plan, mailbox):
    response = client.post(URL, typed(plan, company_logo=logo_file()))
    assert response.status_code == 303
    submission = Submission.objects.get()
    assert response.headers["Location"] == submission.get_absolute_url()
    page = page_of(submission)
    assert (page.title, page.live, page.company.name) == ("Night train dispatcher", False, "Larkspur Rail")
    assert page.company.logo.width == page.company.logo.height == 256
    assert payment_of(submission).status == Payment.Status.OPEN
    assert mailbox.kinds("robin@larkspur.example") == ["draft_saved"]
    assert (
        "An email with the link to this page is on its way"
        in client.get(response.headers["Location"]).content.decode()
    )


def test_faults_are_shown_and_everything_typed_with_them(client, plan):
    values = typed(
        plan,
        title='"><script>alert(1)</script> & Söhne',
        company_name="Larkspur “Rail” & Co",
        location=["Köln & Düren", "שלום"],
        tags="<b>, c++",
        salary_min="70 000 or so",
        description='Too <short> & "quoted"',
        apply_url="javascript:alert(1)",
        contact_name="Robin O'Rail",
        contact_email="robin@",
    )
    response = client.post(URL, values)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert shown_again(response, **{k: v for k, v in values.items() if isinstance(v, str) and k != "terms"})
    form = response.context["form"]
    assert [(row["country"], row["location"]) for row in form.location_rows] == [
        ("DE", "Köln & Düren"),
        ("FR", "שלום"),
    ]
    html = response.content.decode()
    assert re.search(r'name="terms"[^>]*checked', html)
    assert re.search(rf'value="{plan.pk}" checked', html)
    for name in ("salary_min", "description", "apply_url", "contact_email"):
        assert f'id="id_{name}_error"' in html, name
    assert not Submission.objects.exists()


def test_the_logo_survives_a_fault_and_reaches_the_listing(client, plan):
    first = client.post(URL, typed(plan, title="", company_logo=logo_file()))
    kept = first.context["form"]["company_logo_kept"].value()
    html = first.content.decode()
    assert f'value="{kept}"' in html and logos.pending_url(kept) in html
    second = client.post(URL, typed(plan, contact_name="", company_logo_kept=kept))
    assert second.context["form"]["company_logo_kept"].value() == kept
    assert client.post(URL, typed(plan, company_logo_kept=kept)).status_code == 303
    assert JobPage.objects.get().company.logo.read() == logos.pending(kept).read()


def test_another_location_row_comes_without_any_remark(client, plan):
    values = typed(plan, title="", salary_min="x", add_location="1", company_logo=logo_file())
    response = client.post(URL, values)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count('name="country"') == 3
    assert "_error" not in html
    assert shown_again(response, place="Köln", kept=response.context["form"]["company_logo_kept"].value())
    assert Submission.objects.count() == 0


def test_enter_in_a_field_sends_the_form_and_adds_no_row(client, plan):
    """Browsers press a form's first button for it."""
    form = client.get(URL).content.decode().partition('<form class="form"')[2]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None and "name=" not in first[0]


def test_location_rows_end_somewhere(client, plan):
    full = typed(plan, country=["DE"] * 10, location=[str(n) for n in range(10)], add_location="1")
    assert client.post(URL, full).content.decode().count('name="country"') == 10


def test_a_plan_withdrawn_meanwhile_is_told_beside_the_plans(client, plan):
    PlanFactory(site=plan.site)
    values = typed(plan)
    plan.active = False
    plan.save()
    response = client.post(URL, values)
    assert response.status_code == 200
    assert response.context["form"].errors == {"plan": [str(wording.PLAN_WITHDRAWN)]}
    assert shown_again(response, title=values["title"], description=values["description"].strip())
    assert str(wording.PLAN_WITHDRAWN) in unescape(response.content.decode())


def test_a_plan_withdrawn_in_the_last_moment_is_told_there_too(client, plan, monkeypatch):
    def withdrawn_first(**kwargs):
        Plan.objects.update(active=False)
        return submit(**kwargs)

    monkeypatch.setattr("jobs.submissions.views.post.submit", withdrawn_first)
    response = client.post(URL, typed(plan, company_logo=logo_file()))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["plan"]
    assert response.context["form"]["company_logo_kept"].value()


def test_a_board_that_cannot_take_payments_says_so_and_loses_nothing(client, plan, board):
    board.payment_task.active = False
    board.payment_task.save()
    response = client.post(URL, typed(plan))
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert shown_again(response, title="Night train dispatcher")


def test_a_form_sent_twice_makes_one_listing(client, plan):
    values = typed(plan, nonce=str(uuid.uuid4()))
    client.get(URL)
    first, second = client.post(URL, values), client.post(URL, values)
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.count() == 1


def test_each_form_shown_has_a_number_of_its_own_and_keeps_it_when_shown_again(client, plan):
    numbers = {str(client.get(URL).context["form"]["nonce"].value()) for _ in range(2)}
    assert len(numbers) == 2
    number = numbers.pop()
    assert f'value="{number}"' in client.post(URL, typed(plan, title="", nonce=number)).content.decode()


@pytest.mark.parametrize("nonce", ["", "x", "\0", "1" * 100_000])
def test_a_form_without_a_proper_number_is_taken_all_the_same(client, plan, nonce):
    assert client.post(URL, typed(plan, nonce=nonce)).status_code == 303


def test_a_program_that_fills_in_the_hidden_field_makes_nothing(client, plan):
    response = client.post(URL, typed(plan, website="https://spam.example"))
    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    assert not Submission.objects.exists()


def test_too_many_tries_are_put_off_and_lose_nothing(client, plan, settings):
    settings.SUBMISSION_RATE = "1/hour"
    assert client.post(URL, typed(plan)).status_code == 303
    response = client.post(URL, typed(plan, title="Second <try>", company_logo=logo_file()))
    assert response.status_code == 429
    assert shown_again(response, title="Second <try>", email="robin@larkspur.example")
    assert response.context["form"].non_field_errors()
    assert response.context["form"]["company_logo_kept"].value()
    assert Submission.objects.count() == 1


def test_a_free_plan_needs_no_payment_page(client, board):
    response = client.post(URL, typed(FreePlanFactory(site=board.site)))
    assert response.status_code == 303
    assert payment_of(Submission.objects.get()).amount == 0


@pytest.mark.parametrize(
    "hostile",
    [
        dict.fromkeys(typed(), "\x00"),
        dict.fromkeys(typed(), "𝕏" * 20_000),
        dict.fromkeys(typed(), "9" * 6000),
        dict.fromkeys(typed(), "\u202e\x00\ud7ff\uffff"),
        {name: ["a"] * 50 for name in typed()},
        dict.fromkeys(typed(), "[" * 19_000),
        {},
    ],
)
def test_no_input_breaks_the_form(client, plan, hostile):
    assert client.post(URL, hostile).status_code == 200
    assert client.post(URL, hostile | {"add_location": "1"}).status_code == 200


def test_more_than_any_form_holds_is_refused_whole(client, plan):
    assert client.post(URL, typed(plan, country=["DE"] * 20_000)).status_code == 400
    assert (
        client.post(URL, "title=" + "x" * 3_000_000, "application/x-www-form-urlencoded").status_code == 400
    )


def test_other_methods_are_refused(client, plan):
    assert client.put(URL).status_code == 405


# --- The safety key (CSRF)


@pytest.fixture
def careful(board) -> Client:
    """A browser whose cookie has gone while the form was open."""
    return Client(enforce_csrf_checks=True)


def test_an_expired_safety_key_loses_nothing_and_comes_with_a_fresh_one(careful, plan):
    response = careful.post(URL, typed(plan, company_logo=logo_file()))
    assert response.status_code == 403
    assert shown_again(response, title="Night train dispatcher", email="robin@larkspur.example")
    assert "Nothing is lost" in response.content.decode()
    key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[1]
    kept = response.context["form"]["company_logo_kept"].value()
    again = careful.post(URL, typed(plan, csrfmiddlewaretoken=key, company_logo_kept=kept))
    assert again.status_code == 303
    assert JobPage.objects.get().company.logo


def test_elsewhere_an_expired_key_gets_a_plain_page(careful, board):
    response = careful.post(reverse("submissions:find_links"), {"email": "a@b.example"})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]

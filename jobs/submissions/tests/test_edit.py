"""Editing a listing: unchanged means unchanged, and nobody's change is lost unseen."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from jobs.listings.models import JobPage
from jobs.submissions.forms import wording
from jobs.submissions.models import Submission
from jobs.submissions.tests.typed import DESCRIPTION, logo_file, typed
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, page_of


@pytest.fixture
def submission(board) -> Submission:
    return UnpaidSubmissionFactory(board=board, tags=["postgresql", "on call"], salary_max=None)


def url(submission: Submission) -> str:
    return reverse("submissions:edit", args=[submission.token])


def draft(submission: Submission) -> JobPage:
    return page_of(submission).get_latest_revision_as_object()


def as_shown(client: Client, submission: Submission) -> dict:
    """What a browser would send back without a single change."""
    form = client.get(url(submission)).context["form"]
    values = {name: form[name].value() for name in form.fields if name not in ("company_logo", "location")}
    values["description"] = values["description"].replace("\n", "\r\n")
    rows = form.location_rows
    values |= {"country": [r["country"] for r in rows], "location": [r["location"] for r in rows]}
    return {name: value for name, value in values.items() if value not in (None, "")}


def state(page: JobPage) -> dict:
    plain = (
        "title",
        "description",
        "employment_type",
        "remote",
        "salary_min",
        "salary_max",
        "salary_currency",
    )
    return {
        **{name: getattr(page, name) for name in (*plain, "salary_unit", "apply_url", "apply_email")},
        "company": page.company_id,
        "category": page.category_id,
        "places": [(row.country, row.location) for row in page.locations.all()],
        "regions": [row.region for row in page.regions.all()],
        "tags": sorted(page.tag_names),
    }


@pytest.mark.parametrize(
    "description",
    [
        "<p>Look after the tables.</p>",
        "<h2>Rôle &amp; team</h2>\n<ul>\n<li>a*b</li>\n</ul>\n<hr/>",
        '<p data-block-key="k1">An <b>editor</b>: <a href="tel:1">call</a></p><blockquote>x</blockquote>',
        "Never  a <i>paragraph</i> ",
    ],
)
def test_saving_without_a_change_changes_nothing(client, submission, description):
    page = page_of(submission)
    page.description = description
    page.save_revision(clean=False)
    before = state(draft(submission))
    response = client.post(url(submission), as_shown(client, submission))
    assert response.status_code == 303, response.context["form"].errors
    assert state(draft(submission)) == before
    assert draft(submission).description == description


def test_changes_become_a_revision_and_the_contacts_address_stays(client, submission):
    before = submission.contact_email
    values = typed(contact_name="Sam Rail", contact_email="thief@a.example", remote="remote", region=["eu"])
    assert client.post(url(submission), values).status_code == 303
    page = draft(submission)
    assert (page.title, page.remote) == ("Night train dispatcher", "remote")
    assert [row.region for row in page.regions.all()] == ["eu"]
    assert page.description.startswith("<h2>The work</h2>")
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_email) == ("Sam Rail", before)


def test_a_live_listing_stays_as_it_is_until_the_edit_is_through(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    before = page_of(submission).title
    assert client.post(url(submission), typed()).status_code == 303
    assert page_of(submission).title in (before, "Night train dispatcher")
    assert draft(submission).title == "Night train dispatcher"


def test_faults_are_shown_and_everything_typed_with_them(client, submission):
    values = typed(title="", tags="<b>", company_name="Larkspur & Co", company_logo=logo_file())
    response = client.post(url(submission), values)
    html = unescape(response.content.decode())
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["title"]
    assert all(text in html for text in ("Larkspur & Co", "<b>", DESCRIPTION.strip(), "Köln"))
    assert response.context["form"]["company_logo_kept"].value() in html


def test_another_location_row_comes_without_any_remark(client, submission):
    response = client.post(url(submission), typed(title="", add_location="1"))
    assert response.status_code == 200
    assert response.content.decode().count('name="country"') == 3
    assert not response.context["form"].errors


def test_an_editors_short_text_is_no_fault_of_the_employer(client, submission):
    values = as_shown(client, submission)
    assert len(values["description"]) < 100
    assert client.post(url(submission), values | {"title": "Database keeper"}).status_code == 303
    changed = client.post(url(submission), as_shown(client, submission) | {"description": "Short, too."})
    assert list(changed.context["form"].errors) == ["description"]


def test_a_change_made_meanwhile_is_not_overwritten_unseen(client, submission):
    values = as_shown(client, submission) | {"title": "Mine"}
    page = draft(submission)
    page.title = "The editor's"
    page.save_revision(clean=False)
    response = client.post(url(submission), values)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [str(wording.CHANGED_MEANWHILE)]
    assert 'value="Mine"' in response.content.decode()
    assert draft(submission).title == "The editor's"
    newest = str(response.context["form"]["revision"].value())
    assert client.post(url(submission), values | {"revision": newest}).status_code == 303
    assert draft(submission).title == "Mine"


def test_pressing_save_twice_is_no_conflict(client, submission):
    values = as_shown(client, submission) | {"title": "Saved once or twice"}
    assert [client.post(url(submission), values).status_code for _ in range(2)] == [303, 303]


def test_an_expired_safety_key_loses_nothing(submission):
    careful = Client(enforce_csrf_checks=True)
    response = careful.post(url(submission), typed(company_logo=logo_file()))
    assert response.status_code == 403
    assert "Night train dispatcher" in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[1]
    kept = response.context["form"]["company_logo_kept"].value()
    again = careful.post(url(submission), typed(csrfmiddlewaretoken=key, company_logo_kept=kept))
    assert again.status_code == 303
    assert draft(submission).company.logo


def test_a_closed_listing_cannot_be_edited(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).unpublish()
    for response in (client.get(url(submission)), client.post(url(submission), typed())):
        assert response.status_code == 303
        assert response.headers["Location"] == submission.get_absolute_url()
    assert draft(submission).title != "Night train dispatcher"

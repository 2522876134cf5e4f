"""Laws about pay in the form, the edit form and the editors' screen; and pay that was entered is always shown."""

import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse

from jobs.listings.facts import OPTIONAL, Asked
from jobs.listings.models import JobBoardSettings, JobPage, PayRule
from jobs.listings.tests.market import make
from jobs.submissions.models import Submission
from jobs.submissions.tests.typed import typed
from tests.admin_forms import send_form
from tests.factories import PlanFactory, SuperuserFactory, UnpaidSubmissionFactory

NO_PAY = {"salary_min": "", "salary_max": ""}
VIENNA = {"country": ["AT"], "location": ["Wien"]}
LAW = "Gleichbehandlungsgesetz"


def errors(answer):
    return [one.get_text() for one in BeautifulSoup(answer.content, "html.parser").select(".field .error")]


def test_the_form_asks_for_pay_where_the_law_does(board, client):
    plan = PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan, **NO_PAY, **VIENNA))
    [error] = errors(answer)
    assert LAW in error and "guidance, not legal advice" in error
    assert client.post("/post-a-job/", typed(plan, **VIENNA, salary_max="")).status_code == 303


def test_the_form_takes_what_may_lack_something_and_says_so(board, client):
    plan = PlanFactory(site=board.site)
    answer = client.post("/post-a-job/", typed(plan, **NO_PAY, country=["DE"], location=["Köln"]))
    assert answer.status_code == 303
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any("Directive (EU) 2023/970" in words and "not legal advice" in words for words in said)


def test_owners_switch_a_rule_off(board, client):
    PayRule.objects.filter(site=board.site, country__in=("AT", "EU")).update(level=PayRule.Level.OFF)
    answer = client.post("/post-a-job/", typed(PlanFactory(site=board.site), **NO_PAY, **VIENNA))
    assert answer.status_code == 303
    assert not any("GlBG" in str(message) for message in get_messages(answer.wsgi_request))


@pytest.mark.parametrize(("staff", "status"), [("24", 303), ("25", 200)])
def test_the_size_of_the_company_counts_when_it_is_asked(board, client, staff, status):
    JobBoardSettings.objects.filter(site=board.site).update(ask_staff=Asked.OPTIONAL)
    toronto = {"country": ["CA"], "location": ["Toronto, ON"], "salary_currency": "CAD"}
    wide = {"salary_min": "60000", "salary_max": "120000"}
    answer = client.post("/post-a-job/", typed(PlanFactory(site=board.site), **toronto, **wide, staff=staff))
    assert answer.status_code == status
    assert ("50,000 CAD" in answer.content.decode()) == (status == 200)


def test_the_edit_form_asks_too(board, client):
    submission = UnpaidSubmissionFactory(board=board)
    changed = typed(**NO_PAY, **VIENNA, plan=None, terms=None)
    answer = client.post(reverse("submissions:edit", args=[submission.token]), changed)
    assert any(LAW in error for error in errors(answer))
    assert Submission.objects.get().page.get_latest_revision_as_object().salary_min == 70_000


def test_editors_are_warned_and_may_save(board, client):
    page = make(board, "Signal engineer", places=[("AT", "Wien")])
    client.force_login(SuperuserFactory())
    answer = send_form(
        client, reverse("wagtailadmin_pages:edit", args=[page.pk]), form="#page-edit-form", title="Signals"
    )
    assert JobPage.objects.get().get_latest_revision_as_object().title == "Signals"
    assert any(LAW in str(message) for message in get_messages(answer.wsgi_request))


@pytest.mark.parametrize("asked", list(Asked))
@pytest.mark.parametrize("level", list(PayRule.Level))
def test_no_setting_hides_pay_that_was_entered(board, client, asked, level):
    """Some laws bind whoever publishes the advertisement to include the pay that they were given."""
    page = make(
        board,
        "Signal engineer",
        places=[("US", "Los Angeles, CA")],
        salary_min=Decimal(70_000),
        salary_max=Decimal(90_000),
        salary_currency="USD",
        salary_unit="year",
    )
    PayRule.objects.filter(site=board.site).update(level=level)
    JobBoardSettings.objects.filter(site=board.site).update(
        currency="GBP", **{fact.setting: asked for fact in OPTIONAL}
    )
    html = client.get(page.url).content.decode()
    script = BeautifulSoup(html, "html.parser").find("script", type="application/ld+json").string
    assert json.loads(script)["baseSalary"]["value"]["maxValue"] == 90_000
    row = BeautifulSoup(client.get("/jobs/").content, "html.parser").select_one(".row")
    xml = ElementTree.fromstring(client.get("/jobs/feed.xml").getvalue())  # noqa: S314 - our own feed
    texts = [
        BeautifulSoup(html, "html.parser").select_one(".facts").get_text(),
        row.get_text(),
        client.get("/jobs/feed.rss").content.decode(),
        client.get("/jobs/feed.atom").content.decode(),
        client.get("/jobs/feed.json").content.decode(),
        xml.find("job/salary").text,
        BeautifulSoup(html, "html.parser").find("meta", attrs={"name": "description"})["content"],
    ]
    assert [text for text in texts if "70,000" not in text or "90,000" not in text] == []


def test_no_setting_of_a_board_is_about_showing_pay(board):
    names = {field.name for field in JobBoardSettings._meta.get_fields()}
    assert not [name for name in names if "salary" in name or "pay" in name]


def test_posting_again_names_the_law_that_the_old_listing_does_not_meet(board, client):
    data = {"locations": [("AT", "Wien")], "salary_min": None, "salary_max": None, "salary_currency": ""}
    submission = UnpaidSubmissionFactory(board=board, **data)
    answer = client.post(reverse("submissions:again", args=[submission.token]))
    assert answer.status_code == 303
    assert any(LAW in str(message) for message in get_messages(answer.wsgi_request))

"""The deadline to apply ends a listing everywhere at its minute; before its first day online nobody sees it."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command

from jobs.alerts import services as alerts
from jobs.alerts.models import Alert
from jobs.alerts.runs import send_due
from jobs.listings.facts import OPTIONAL, Asked
from jobs.listings.models import JobBoardSettings, JobPage
from jobs.listings.search import SearchQuery
from jobs.listings.tests.market import make
from jobs.listings.watched import next_end
from jobs.submissions.services.manage import close
from jobs.submissions.services.post_again import post_again
from jobs.submissions.services.purchases import buy
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import update
from jobs.submissions.tests.typed import typed
from payments.fulfilment import NotForSale
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import (
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    open_checkout,
    page_of,
    payment_of,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
# Nine in the morning in Berlin, two days after the clocks went forward.
DEADLINE = datetime(2026, 3, 31, 7, tzinfo=UTC)
FIRST = date(2026, 3, 30)
# Midnight in Berlin in summer time.
FIRST_MINUTE = datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.fixture
def clock(board):
    ask = {fact.setting: Asked.OPTIONAL for fact in OPTIONAL}
    JobBoardSettings.objects.filter(site=board.site).update(time_zone="Europe/Berlin", **ask)
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def found(board, client):
    """How many listings each way to them gives."""
    xml = ElementTree.fromstring(client.get("/jobs/feed.xml").getvalue())  # noqa: S314 - our own feed
    rss = ElementTree.fromstring(client.get("/jobs/feed.rss").content)  # noqa: S314 - our own feed
    return {
        "search": len(BeautifulSoup(client.get("/jobs/").content, "html.parser").select(".row")),
        "json": len(client.get("/jobs/feed.json").json()["items"]),
        "rss": len(rss.findall("channel/item")),
        "xml": len(xml.findall("job")),
        "sitemap": JobPage.objects.live().count(),
    }


def markup(client, page):
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    return json.loads(html.find("script", type="application/ld+json").string)


# --- The deadline


def test_a_deadline_ends_the_listing_everywhere_at_its_minute(board, client, clock):
    page = LiveJobFactory(board=board, apply_by=DEADLINE, salary_currency="EUR")
    assert (page.expire_at, page.paid_until) == (DEADLINE, NOW + 30 * DAY)
    assert next_end(NOW) == DEADLINE
    clock.move_to(DEADLINE - MINUTE)
    assert set(found(board, client).values()) == {1}
    assert client.get(page.url).status_code == 200
    clock.move_to(DEADLINE)
    assert set(found(board, client).values()) == {0}
    assert client.get(page.url).status_code == 410


def test_an_alert_does_not_tell_of_it_afterwards(board, clock, mailbox):
    alerts.ask(
        site=board.site, email="a@reader.example", query=SearchQuery(site=board.site), frequency="daily"
    )
    alerts.confirm(alert=Alert.objects.get())
    LiveJobFactory(board=board, apply_by=NOW + 2 * MINUTE)
    clock.move_to(NOW + DAY)
    send_due()
    assert not [email for email in mailbox.all() if "List-Unsubscribe" in (email.headers or {})]


def test_readers_read_it_in_the_boards_time_and_search_engines_as_the_end(board, client, clock):
    page = make(board, "Signal engineer", places=[("DE", "Berlin")], apply_by=DEADLINE)
    box = BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".facts").get_text()
    assert "09:00 CEST" in box
    assert markup(client, page)["validThrough"] == "2026-03-31T07:00:00+00:00"
    assert "09:00 CEST" in client.get("/jobs/feed.json").json()["items"][0]["content_html"]
    job = ElementTree.fromstring(client.get("/jobs/feed.xml").getvalue()).find("job")  # noqa: S314 - our own feed
    assert job.find("applyby").text == job.find("expirationdate").text == "2026-03-31T07:00:00Z"


def test_the_paid_days_end_it_when_they_are_over_first(board, clock):
    page = LiveJobFactory(board=board, days=5, apply_by=DEADLINE)
    assert (page.expire_at, page.paid_until) == (NOW + 5 * DAY, None)


def test_moving_or_taking_away_the_deadline_gives_back_the_paid_days(board, sandbox, clock):
    submission = PaidSubmissionFactory(board=board, asked={"apply_by": DEADLINE})
    update(submission=submission, data=listing_data(asked={"apply_by": DEADLINE + DAY}))
    assert page_of(submission).expire_at == DEADLINE + DAY
    update(submission=submission, data=listing_data(asked={"apply_by": None}))
    page = page_of(submission)
    assert (page.expire_at, page.paid_until) == (NOW + 30 * DAY, None)


def renew(submission, plan):
    payment = buy(submission=submission, plan=plan, purpose=Payment.Purpose.RENEWAL).payment
    stripe_door.current().pay(open_checkout(payment))
    confirm(payment=payment)


def test_a_renewal_adds_to_the_paid_days_and_leaves_a_deadline_to_come(board, sandbox, clock):
    plan = PlanFactory(site=board.site)
    submission = PaidSubmissionFactory(board=board, plan=plan, asked={"apply_by": DEADLINE})
    renew(submission, plan)
    page = page_of(submission)
    assert (page.expire_at, page.paid_until) == (DEADLINE, NOW + 60 * DAY)
    assert "deadline to apply" in describe(submission).explanation


def test_a_renewal_after_the_deadline_lifts_it(board, sandbox, clock):
    plan = PlanFactory(site=board.site)
    submission = PaidSubmissionFactory(board=board, plan=plan, asked={"apply_by": DEADLINE})
    clock.move_to(DEADLINE + MINUTE)
    call_command("publish_scheduled")
    assert not page_of(submission).live
    renew(submission, plan)
    page = page_of(submission)
    assert page.is_readable and page.apply_by is None
    assert (page.expire_at, page.paid_until) == (NOW + 60 * DAY, None)
    # What was published again still has the old deadline in it; an edit does not bring it back.
    update(submission=submission, data=listing_data())
    assert page_of(submission).expire_at == NOW + 60 * DAY


def test_nobody_pays_for_what_would_close_at_once(board, sandbox, clock):
    submission = UnpaidSubmissionFactory(board=board, asked={"apply_by": DEADLINE})
    clock.move_to(DEADLINE + MINUTE)
    with pytest.raises(NotForSale, match="deadline"):
        start_checkout(
            payment=payment_of(submission), success_url="https://a.example", cancel_url="https://b.example"
        )


def test_money_that_comes_after_the_deadline_buys_the_paid_days(board, sandbox, clock):
    submission = UnpaidSubmissionFactory(board=board, asked={"apply_by": NOW + 9 * MINUTE})
    session = open_checkout(payment_of(submission))
    clock.move_to(NOW + 10 * MINUTE)
    sandbox.pay(session)
    confirm(payment=payment_of(submission))
    page = page_of(submission)
    assert page.is_readable and page.apply_by is None
    assert page.expire_at == NOW + 10 * MINUTE + 30 * DAY


# --- The first day online


def test_a_payment_before_the_first_day_publishes_on_that_day(board, client, sandbox, clock, mailbox):
    submission = PaidSubmissionFactory(board=board, asked={"first_day": FIRST})
    assert set(found(board, client).values()) == {0}
    stage = describe(submission)
    assert (stage.key, "30" in stage.explanation) == ("scheduled", True)
    clock.move_to(FIRST_MINUTE - MINUTE)
    call_command("publish_scheduled")
    assert set(found(board, client).values()) == {0}
    assert page_of(submission).expire_at is None
    clock.move_to(FIRST_MINUTE + MINUTE)
    call_command("publish_scheduled")
    assert set(found(board, client).values()) == {1}
    page = page_of(submission)
    assert page.expire_at == FIRST_MINUTE + MINUTE + 30 * DAY


def test_emails_say_the_first_day(board, sandbox, clock, mailbox):
    PaidSubmissionFactory(board=board, asked={"first_day": FIRST})
    kinds = [email.message for email in mailbox.all() if "First day online" in email.message]
    assert len(kinds) == 2
    assert all("30 March 2026" in text for text in kinds)


def test_a_payment_after_the_first_day_publishes_at_once(board, sandbox, clock):
    submission = UnpaidSubmissionFactory(board=board, asked={"first_day": FIRST})
    clock.move_to(FIRST_MINUTE + DAY)
    sandbox.pay(open_checkout(payment_of(submission)))
    confirm(payment=payment_of(submission))
    assert page_of(submission).expire_at == FIRST_MINUTE + 31 * DAY


def test_an_employer_changes_the_first_day_while_it_is_to_come(board, sandbox, clock):
    submission = PaidSubmissionFactory(board=board, asked={"first_day": FIRST})
    update(submission=submission, data=listing_data(asked={"first_day": FIRST + DAY}))
    clock.move_to(FIRST_MINUTE + MINUTE)
    call_command("publish_scheduled")
    assert not page_of(submission).live
    clock.move_to(FIRST_MINUTE + DAY + MINUTE)
    call_command("publish_scheduled")
    assert page_of(submission).live


def test_an_employer_who_takes_it_away_is_online_at_once(board, sandbox, clock):
    submission = PaidSubmissionFactory(board=board, asked={"first_day": FIRST})
    update(submission=submission, data=listing_data(asked={"first_day": None}))
    assert page_of(submission).is_readable


def test_what_was_online_is_not_hidden_by_a_first_day(board, sandbox, clock):
    submission = PaidSubmissionFactory(board=board)
    update(submission=submission, data=listing_data(asked={"first_day": FIRST}))
    assert page_of(submission).is_readable
    close(submission=submission, reason="filled_here")
    assert not page_of(submission).live


# --- The form


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("apply_by", "2026-03-20T12:59", "Choose a time to come"),
        ("apply_by", "2027-03-31T09:00", "within a year"),
        # This hour is left out when the clocks go forward.
        ("apply_by", "2026-03-29T02:30", "interpreted in time zone"),
        ("first_day", "2026-03-19", "Choose today or a day to come"),
    ],
)
def test_the_form_says_which_dates_do_not_do(board, client, clock, field, value, message):
    answer = client.post("/post-a-job/", typed(PlanFactory(site=board.site), **{field: value}))
    assert answer.status_code == 200
    assert message in answer.content.decode()


def test_the_form_reads_times_of_the_board(board, client, clock):
    typed_ = typed(PlanFactory(site=board.site), apply_by="2026-03-31T09:00", first_day="2026-03-30")
    assert client.post("/post-a-job/", typed_).status_code == 303
    draft = JobPage.objects.get().get_latest_revision_as_object()
    assert (draft.apply_by, draft.first_day) == (DEADLINE, FIRST)


def test_the_form_refuses_a_deadline_before_the_first_day(board, client, clock):
    typed_ = typed(PlanFactory(site=board.site), apply_by="2026-03-29T09:00", first_day="2026-03-30")
    assert "after the first day online" in client.post("/post-a-job/", typed_).content.decode()


def test_posting_again_takes_all_over_but_dates(board, sandbox, clock):
    said = {
        "benefits": ("health", "bonus"),
        "zone_from": 60,
        "zone_to": 120,
        "overlap_hours": 4,
        "staff": 12,
        "apply_by": DEADLINE,
        "first_day": None,
    }
    choices = {"employment_type": "full_time", "remote": "hybrid", "seniority": "lead", "visa": "yes"}
    submission = PaidSubmissionFactory(board=board, asked=said, choices=choices)
    again = post_again(submission=submission, nonce=None)
    page = again.page.get_latest_revision_as_object()
    assert (page.seniority, page.visa, page.benefits) == ("lead", "yes", ("health", "bonus"))
    assert (page.zone_from, page.zone_to, page.overlap_hours, page.staff) == (60, 120, 4, 12)
    assert (page.apply_by, page.first_day) == (None, None)

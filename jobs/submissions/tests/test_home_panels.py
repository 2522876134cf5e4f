"""The admin's home page: what waits for whom, board by board, and what it costs."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.groups import ensure_groups
from jobs.listings.models import JobPage, Report
from payments.models import Payment, Problem
from tests.factories import (
    Board,
    LiveJobFactory,
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    UserFactory,
    bulk_listings,
    grant,
    make_board,
    make_editor,
)

REVIEW, ATTENTION = "Needs review", "Payments that need attention"
PAYMENT, ENDING, REPORTED = "Awaiting payment", "Ending this week", "Reported by readers"


@pytest.fixture
def reviewing(board: Board) -> Board:
    """A board that reviews before payment, with one thing to do of each kind, and something that waits for nobody."""
    return make_board(hostname="designers.localhost", name="Goodproof", review="after")


def fill(board: Board) -> None:
    PaidSubmissionFactory(board=board, title="To review")
    PaidSubmissionFactory(board=board, title="To settle")
    UnpaidSubmissionFactory(board=board, title="To pay")
    ending = LiveJobFactory(board=board, title="To end")
    JobPage.objects.filter(pk=ending.pk).update(expire_at=timezone.now() + timedelta(days=3))
    Report.objects.create(page=LiveJobFactory(board=board, title="To check"), reason="scam")
    handled = LiveJobFactory(board=board, title="Quiet")
    Report.objects.create(page=handled, reason="scam", handled_at=timezone.now())
    paid = Payment.objects.get(page_title="To settle", site=board.site)
    Problem.objects.create(payment=paid, kind=Problem.Kind.PAID_TWICE)
    Problem.objects.create(payment=paid, kind=Problem.Kind.DISPUTED)


def queues(client: Client, board: Board | None = None) -> dict[str, tuple[int, list[str], str]]:
    """Return each queue's count, the titles below it and its link."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    panel = page.select_one(f"#waiting-{board.site.pk}-section" if board else "[id^=waiting-]")
    found = {}
    for section in panel.select("section") if panel else []:
        link = section.select_one("h3 a")
        label, _, count = link.get_text(strip=True).removesuffix(")").rpartition(" (")
        found[label] = (int(count), [item.get_text() for item in section.select("li a")], str(link["href"]))
    return found


def boards_shown(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    return [str(panel["id"]) for panel in page.select("section[id^=waiting-]")]


def test_each_queue_says_how_much_waits_and_names_it(reviewing, sandbox, client):
    fill(reviewing)
    client.force_login(SuperuserFactory())
    found = queues(client, reviewing)
    assert {label: (count, titles) for label, (count, titles, _) in found.items()} == {
        REVIEW: (1, ["To review"]),
        ATTENTION: (1, ["To settle"]),
        PAYMENT: (1, ["To pay"]),
        ENDING: (1, ["To end"]),
        REPORTED: (1, ["To check"]),
    }


def test_each_count_is_that_of_the_list_behind_its_link(reviewing, board, sandbox, client):
    for each in (reviewing, board):
        fill(each)
        UnpaidSubmissionFactory(board=each)
    for user in (SuperuserFactory(), make_editor(reviewing, refunds=True)):
        client.force_login(user)
        for label, (count, _titles, url) in queues(client, reviewing).items():
            page = BeautifulSoup(client.get(url).content, "html.parser")
            rows = page.select("#listing-results table.listing:not(.desk-table) tbody tr")
            assert len(rows) == count, label
        assert queues(client, reviewing)[PAYMENT][0] == 2


def test_the_three_oldest_are_named_the_oldest_first(board, client):
    for number in range(5):
        submission = UnpaidSubmissionFactory(board=board, title=f"Number {number}")
        written = timezone.now() - timedelta(days=number)
        JobPage.objects.filter(pk=submission.page_id).update(latest_revision_created_at=written)
    client.force_login(SuperuserFactory())
    assert queues(client, board)[PAYMENT][:2] == (5, ["Number 4", "Number 3", "Number 2"])


def test_nothing_of_another_board_is_shown(reviewing, board, sandbox, client):
    fill(reviewing)
    client.force_login(make_editor(board, refunds=True))
    assert boards_shown(client) == [f"waiting-{board.site.pk}-section"]
    assert not re.search("To (review|settle|pay|end|check)", client.get("/admin/").content.decode())
    assert {count for count, *_ in queues(client, board).values()} == {0}


def test_everybody_sees_only_what_they_may_act_on(reviewing, sandbox, client):
    fill(reviewing)
    editors, moderators, accountants = ensure_groups(reviewing.site).values()
    listings = {REVIEW, PAYMENT, ENDING, REPORTED}
    for groups, labels in (
        ([editors], listings),
        ([moderators], listings),
        ([accountants], {ATTENTION}),
        ([moderators, accountants], listings | {ATTENTION}),
    ):
        user = UserFactory()
        user.groups.set(groups)
        client.force_login(user)
        assert queues(client).keys() == labels


def test_who_may_act_on_no_board_has_no_panel(board, client):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    grant(user, board.site, "view_payment")
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    assert boards_shown(client) == []


def test_the_home_page_costs_the_same_with_a_thousand_listings_and_payments(
    reviewing, board, sandbox, client
):
    fill(reviewing)
    client.force_login(SuperuserFactory())

    def cost() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/").status_code == 200
        return len(queries)

    few = cost()
    listings = bulk_listings(board, 1000)
    JobPage.objects.filter(pk__in=[page.pk for page in listings[:300]]).update(
        expire_at=timezone.now() + timedelta(days=2)
    )
    Report.objects.bulk_create(Report(page=page, reason="scam") for page in listings[:200])
    payments = Payment.objects.bulk_create(
        Payment(
            site=board.site,
            page_id=page.pk,
            page_title=page.title,
            amount=9900,
            amount_paid=9900,
            currency="EUR",
            status="paid",
            paid_at=timezone.now() - timedelta(days=number % 60),
            payment_intent=f"pi_{number}",
        )
        for number, page in enumerate(listings)
    )
    Problem.objects.bulk_create(Problem(payment=payment, kind="disputed") for payment in payments[:100])
    assert cost() == few
    found = {label: row[0] for label, row in queues(client, board).items()}
    assert (found[ENDING], found[REPORTED], found[ATTENTION]) == (300, 200, 100)

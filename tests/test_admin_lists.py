"""The lists of the admin: search, filters and orders work together, and cost the same for two rows and for twenty."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.alerts.models import Alert, AlertDelivery
from jobs.listings.models import JobPage, Report
from jobs.submissions.services.packs import buy
from payments.models import Dispute, Payment, Problem
from tests.factories import (
    CategoryFactory,
    LiveJobFactory,
    PackOfferFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_editor,
    page_of,
    payment_of,
)

LISTINGS = "/admin/listings/"
ORDERS = ["title", "company__name", "open_reports", "expire_at", "latest_revision_created_at"]
ORDERS = ["", *ORDERS, *(f"-{order}" for order in ORDERS)]
FEW, MANY = 2, 20


@pytest.fixture
def admin(board, client: Client):
    client.force_login(SuperuserFactory())
    return client


def titles(answer):
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [found.get_text(strip=True) for found in page.select(".title-wrapper")]


@pytest.fixture
def some(board, second_board, sandbox):
    category = CategoryFactory(site=board.site)
    paid = PaidSubmissionFactory(
        board=board, title="Keeper of clocks", company_name="Zephyr Clocks", category=category
    )
    page = page_of(paid)
    Report.objects.create(page=page, reason="scam")
    Problem.objects.create(payment=payment_of(paid), kind=Problem.Kind.PAID_TWICE)
    LiveJobFactory(board=board, title="Keeper of keys")
    UnpaidSubmissionFactory(board=second_board, title="Keeper of bees")
    return page


def filters(page, board):
    return [
        {},
        {"stage": "live"},
        {"stage": ["live", "expiring"]},
        {"payment": "paid"},
        {"attention": "true"},
        {"attention": "false"},
        {"reported": "true"},
        {"reported": "false"},
        {"category": str(page.category_id)},
        {"site": str(board.site.pk)},
        {
            "stage": "live",
            "payment": "paid",
            "attention": "true",
            "reported": "true",
            "category": str(page.category_id),
            "site": str(board.site.pk),
        },
    ]


def test_search_with_every_filter_and_every_order(admin, board, some):
    for chosen in filters(some, board):
        search_all(admin, chosen, ORDERS)


def search_all(admin, chosen, orders):
    """All that the filters leave is found in every order, and one of the orders is as without a search."""
    without = titles(admin.get(f"{LISTINGS}results/", {**chosen, "ordering": orders[-1]}))
    for order in orders:
        asked = {**chosen, **({"ordering": order} if order else {}), "q": "keeper"}
        found = titles(admin.get(f"{LISTINGS}results/", asked))
        assert sorted(found) == sorted(without), asked
    assert found == without, chosen
    if "false" not in chosen.values():
        assert "Keeper of clocks" in found, chosen


def test_orders(admin, board, some):
    by_title = titles(admin.get(LISTINGS, {"q": "keeper", "ordering": "title"}))
    assert by_title == ["Keeper of bees", "Keeper of clocks", "Keeper of keys"]
    assert titles(admin.get(LISTINGS, {"q": "keeper", "ordering": "-title"})) == by_title[::-1]
    assert titles(admin.get(LISTINGS, {"q": "keeper", "ordering": "-open_reports"}))[0] == "Keeper of clocks"


def test_title_company_contact_and_references_are_searched(admin, board, some):
    paid = Payment.objects.get(page=some.pk)
    words = [
        "clocks",
        "zephyr clocks",
        "ZEPHYR keeper",
        some.submission.contact_email,
        paid.payer_email,
        str(paid.uuid),
        str(paid.uuid)[:8],
        paid.payment_intent,
        paid.attempts.get().session_id,
    ]
    for word in words:
        assert titles(admin.get(LISTINGS, {"q": word})) == ["Keeper of clocks"], word
    assert titles(admin.get(LISTINGS, {"q": "zephyr bees"})) == []


def test_an_editor_finds_nothing_of_another_board(client, board, second_board, some):
    client.force_login(make_editor(second_board))
    for word in ("keeper", some.submission.contact_email, str(Payment.objects.get(page=some.pk).uuid)):
        assert "Keeper of clocks" not in titles(client.get(LISTINGS, {"q": word}))


@pytest.mark.postgres
def test_search_with_every_filter_and_every_order_on_postgresql(admin, board, some):
    *each, together = filters(some, board)
    for number, chosen in enumerate(each):
        search_all(admin, chosen, [ORDERS[number % len(ORDERS)]])
    search_all(admin, together, ORDERS)
    test_title_company_contact_and_references_are_searched(admin, board, some)


def test_a_disputed_renewal_is_shown_as_it_is_filtered(admin, board, sandbox):
    paid = PaidSubmissionFactory(board=board, title="Renewed")
    renewal = payment_of(paid)
    renewal.pk, renewal.uuid, renewal.purpose = None, None, Payment.Purpose.RENEWAL
    renewal.uuid = Payment._meta.get_field("uuid").get_default()
    renewal.save(force_insert=True)
    Problem.objects.create(payment=renewal, kind=Problem.Kind.DISPUTED)
    answer = admin.get(LISTINGS, {"attention": "true"})
    assert titles(answer) == ["Renewed"]
    row = BeautifulSoup(answer.content, "html.parser").select_one("table.listing tbody tr")
    text = " ".join(row.get_text(" ", strip=True).split())
    assert "renewal: the payer's bank disputes the charge" in text


# --- Refunds of disputed charges


def test_a_disputed_charge_is_not_refunded(admin, board, sandbox, deliver_webhooks):
    payment = payment_of(PaidSubmissionFactory(board=board))
    address = f"/admin/payments/{payment.pk}/refund/"
    assert address in admin.get(f"/admin/payments/{payment.pk}/inspect/").content.decode()
    found = sandbox.dispute(sandbox.charge_of(payment.attempts.get().session_id)["id"])
    deliver_webhooks()
    assert address not in admin.get(f"/admin/payments/{payment.pk}/inspect/").content.decode()
    for answer in (
        admin.get(address, follow=True),
        admin.post(address, {"amount": "99", "reason": "x"}, follow=True),
    ):
        assert "disputes the charge" in answer.content.decode()
    assert not payment.refunds.exists()
    sandbox.close_dispute(found["id"], "won")
    deliver_webhooks()
    assert address in admin.get(f"/admin/payments/{payment.pk}/inspect/").content.decode()


def test_an_inquiry_can_be_ended_by_a_refund(admin, board, sandbox, deliver_webhooks):
    """Stripe accepts it, and it keeps the inquiry from becoming a dispute."""
    payment = payment_of(PaidSubmissionFactory(board=board))
    sandbox.dispute(
        sandbox.charge_of(payment.attempts.get().session_id)["id"], status="warning_needs_response"
    )
    deliver_webhooks()
    assert Dispute.objects.get().is_open
    address = f"/admin/payments/{payment.pk}/refund/"
    assert address in admin.get(f"/admin/payments/{payment.pk}/inspect/").content.decode()


# --- What a list costs


def make_listing(board, number):
    submission = UnpaidSubmissionFactory(board=board, company_name=f"Firm {number}")
    Report.objects.create(page=page_of(submission), reason="scam")
    Problem.objects.create(payment=payment_of(submission), kind=Problem.Kind.PAID_TWICE)


def make_alert(board, number):
    category = CategoryFactory(site=board.site)
    listing = JobPage.objects.first()
    alert = Alert.objects.create(
        site=board.site,
        email=f"reader{number}@reader.example",
        search=f"category={category.slug}&company={listing.company.slug}&tag=bulk&salary_min={number + 1}000",
    )
    AlertDelivery.objects.create(alert=alert, listing=listing)


MAKERS = {
    "/admin/listings/": make_listing,
    "/admin/payments/": make_listing,
    "/admin/companies/": make_listing,
    "/admin/alerts/": make_alert,
    "/admin/plans/": lambda board, number: PlanFactory(site=board.site),
    "/admin/pack-offers/": lambda board, number: PackOfferFactory(plan=PlanFactory(site=board.site)),
    "/admin/packs/": lambda board, number: buy(
        offer=PackOfferFactory(plan=PlanFactory(site=board.site)), email="a@b.example", nonce=None
    ),
    "/admin/categories/": lambda board, number: CategoryFactory(site=board.site),
}


@pytest.mark.parametrize("url", MAKERS)
def test_a_list_costs_the_same_for_two_rows_and_for_twenty(admin, board, second_board, url):
    """On two boards, so that the boards' names are shown."""
    LiveJobFactory(board=board)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin.get(url).status_code == 200
        return len(queries)

    for number in range(FEW):
        MAKERS[url]([board, second_board][number % 2], number)
    cost()
    few = cost()
    for number in range(FEW, MANY):
        MAKERS[url]([board, second_board][number % 2], number)
    # The process keeps the board again, which has changed.
    cost()
    assert cost() == few

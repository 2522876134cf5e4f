"""The list of payments, the accounts of a month and the revenue report: the same money to the cent."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.groups import ensure_groups
from jobs.listings.models import JobBoardSettings
from payments import gateway
from payments.models import CheckoutAttempt, Dispute, Payment, PaymentSettings, Problem, Receipt, Refund
from payments.services.ledger_sums import totals_of
from payments.services.movements import Kind, movements_of, this_month, totals
from payments.services.refunds import refund
from payments.services.revenue import revenue
from payments.services.waiver import waive
from payments.tests.test_stray_charges import paid_twice
from tests.factories import (
    Board,
    PackOfferFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    UserFactory,
    make_board,
    make_editor,
    make_pack,
    payment_of,
)

LEDGER, ACCOUNTS, REVENUE = "/admin/payments/", "/admin/payments/accounts/", "/admin/payments/revenue/"


def paid(board: Board, **overrides) -> Payment:
    return payment_of(PaidSubmissionFactory(board=board, **overrides))


@pytest.fixture
def some(board, sandbox) -> Board:
    """Charges with tax and in two currencies, two of them refunded in part."""
    PaymentSettings.objects.update_or_create(site=board.site, defaults={"tax_rate": 19, "tax_name": "VAT"})
    paid(board, title="Kept", company_name="Wagon Works")
    yen = PlanFactory(site=board.site, name="Yen plan", amount=5000, currency="JPY")
    editor = make_editor(board, refunds=True)
    for title, amount, plan in (("A part", 3333, None), ("In yen", 777, yen)):
        refund(payment=paid(board, title=title, plan=plan), amount=amount, reason="Asked for.", user=editor)
    return board


@pytest.fixture
def books(some, sandbox, pay, deliver_webhooks) -> Board:
    """With a pack, refunds of every kind, and disputes that were won, were lost and are open."""
    board, editor = some, make_editor(some, refunds=True)

    def charge_of(payment: Payment) -> str:
        return sandbox.charge_of(payment.attempts.exclude(amount_total=None).first().session_id)["id"]

    def give_back(payment: Payment, amount: int) -> None:
        refund(payment=payment, amount=amount, reason="Asked for.", user=editor)

    give_back(twice := paid(board, title="All of it"), 5000)
    give_back(twice, twice.amount_paid - 5000)
    for status in ("lost", "won", None):
        found = sandbox.dispute(charge_of(paid(board, title=f"Disputed: {status}")))
        deliver_webhooks()
        if status:
            sandbox.close_dispute(found["id"], status)
            deliver_webhooks()
    inquiry = paid(board, title="Inquiry")
    sandbox.dispute(charge_of(inquiry), status="warning_needs_response")
    failed = paid(board, title="Failed refund")
    sandbox.refund(charge_of(failed), 1000, status="failed")
    deliver_webhooks()
    paid_twice(UnpaidSubmissionFactory(board=board, title="Twice"), pay, sandbox, deliver_webhooks)
    pack = make_pack(PackOfferFactory(plan=PlanFactory(site=board.site, name="Pack plan")))
    deliver_webhooks()
    give_back(pack.payment, pack.payment.amount_paid // pack.postings)
    UnpaidSubmissionFactory(board=board, title="Open")
    waive(
        payment=payment_of(UnpaidSubmissionFactory(board=board, title="Waived")),
        user=editor,
        reason="Charity.",
    )
    return board


def in_minor(row: dict) -> dict[str, int]:
    scale = 0 if row["currency"] == "JPY" else 2
    return {name: int(sum_.scaleb(scale)) for name, sum_ in row.items() if name != "currency"}


def exported(client: Client, url: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(url, query | {"export": "csv"})
    assert answer.status_code == 200
    return list(csv.DictReader(b"".join(answer).decode().splitlines()))


def test_the_month_equals_the_ledger_to_the_cent_in_every_currency(books, client):
    """The exported file, the ledger's totals, the revenue report, and sums of the rows themselves."""
    client.force_login(SuperuserFactory())
    lines = exported(client, ACCOUNTS)
    file: dict[str, dict[str, Decimal]] = {}
    names = {"charge": "gross", "extra charge": "gross", "refund": "refunded", "dispute": "disputed"}
    for line in lines:
        sums = file.setdefault(line["Currency"], defaultdict(Decimal))
        sums[names[line["Movement"]]] += abs(Decimal(line["Gross"]))
    ledger = {row["currency"]: row for row in totals_of(Payment.objects.filter(site=books.site))}
    assert file.keys() == ledger.keys() == {"EUR", "JPY"}
    for currency, scale in (("EUR", 2), ("JPY", 0)):
        of_ledger = {name: ledger[currency][name] for name in ("gross", "refunded", "disputed")}
        assert {name: int(file[currency][name] * 10**scale) for name in of_ledger} == of_ledger
        reported = [row for row in revenue([books.site]) if row.currency == currency]
        assert [
            sum(getattr(row, name) for row in reported)
            for name in ("charged", "refunded", "disputed", "kept")
        ] == [*of_ledger.values(), ledger[currency]["kept"]]
        charged = CheckoutAttempt.objects.filter(payment__currency=currency, amount_total__gt=0)
        back = Refund.objects.filter(payment__currency=currency, status="succeeded")
        assert sum(charged.values_list("amount_total", flat=True)) == of_ledger["gross"]
        assert sum(back.values_list("amount", flat=True)) == of_ledger["refunded"]
    # One lost, one still open; what was won and the inquiry moved nothing.
    taken = Dispute.objects.filter(payment__page_title__in=["Disputed: lost", "Disputed: None"])
    assert ledger["EUR"]["disputed"] == sum(taken.values_list("amount", flat=True)) == 2 * 11781
    assert {line["Purpose"] for line in lines} == {"posting", "pack"}
    month = totals(movements_of(books.site, this_month(books.site)))
    assert [in_minor(row)["kept"] for row in month] == [ledger["EUR"]["kept"], ledger["JPY"]["kept"]]


def test_the_month_equals_what_stripe_lists(books, sandbox):
    """Of refunds, those that did not fail."""
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    there: Counter[tuple[str, str]] = Counter()
    for session in gateway.sessions_created(since=since, until=until):
        if session.is_settled:
            there[session.currency, "charged"] += session.total
    for row in gateway.refunds_created(since=since, until=until):
        there[row.currency, "refunded"] -= row.amount if row.status != "failed" else 0
    here: Counter[tuple[str, str]] = Counter()
    for sums in totals(movements_of(books.site, this_month(books.site))):
        for name in ("charged", "refunded"):
            here[sums["currency"], name] += in_minor(sums)[name]
    assert here == there


def test_a_line_has_the_tax_the_numbers_and_the_buyer(some, client):
    client.force_login(SuperuserFactory())
    paid = Payment.objects.get(page_title="A part")
    charge = paid.receipts.for_charges()
    charge.update(
        buyer_name="Wagon Works GmbH",
        buyer_address="1 Wagon Lane\nBerlin\nDE",
        buyer_tax_id="DE123",
        document_number="INV-1",
    )
    given, back = [line for line in exported(client, ACCOUNTS) if line["Listing or pack"] == "A part"]
    wanted = {
        "Movement": "charge",
        "Currency": "EUR",
        "Net": "99.00",
        "Tax": "18.81",
        "Gross": "117.81",
        "Receipt": charge.get().number,
        "Invoice or credit note": "INV-1",
        "Buyer": "Wagon Works GmbH",
        "Buyer’s country": "DE",
        "Buyer’s tax number": "DE123",
        "Plan": payment_plan(paid),
        "Reference": str(paid.uuid),
    }
    assert wanted.items() <= given.items()
    receipt = Receipt.objects.get(refund__payment=paid)
    assert (back["Movement"], back["Gross"], back["Tax"], back["Receipt"]) == (
        "refund",
        "-33.33",
        str(-Decimal(receipt.tax).scaleb(-2)),
        receipt.number,
    )


def payment_plan(payment: Payment) -> str:
    return payment.page.jobpage.submission.plan_name


def cells_of(client: Client, url: str) -> list[dict[str, tuple[str, str]]]:
    """Return the rows of a workbook: for each heading the cell's type and text."""
    with ZipFile(BytesIO(b"".join(client.get(url, {"export": "xlsx"})))) as workbook:
        sheet = BeautifulSoup(workbook.read("xl/worksheets/sheet1.xml"), "html.parser")
    assert sheet.find("f") is None
    heading, *others = [
        [(str(cell.get("t", "n")), cell.get_text()) for cell in row.find_all("c")]
        for row in sheet.find_all("row")
    ]
    names = [text for _, text in heading]
    return [dict(zip(names, row, strict=False)) for row in others]


def test_the_workbook_has_typed_cells_and_runs_nothing(some, client):
    Payment.objects.filter(page_title="Kept").update(page_title="=1+1")
    client.force_login(SuperuserFactory())
    lines = cells_of(client, ACCOUNTS)
    assert {line["Gross"][0] for line in lines} == {"n"}
    assert {line["Date"][0] for line in lines} == {"d"}
    assert "'=1+1" in [line["Listing or pack"][1] for line in lines]
    assert ("n", "99") in [
        (kind, text.rstrip("0").rstrip("."))
        for kind, text in (row["Owed"] for row in cells_of(client, LEDGER))
    ]


def test_a_month_begins_and_ends_in_the_boards_time_zone(board, sandbox, client):
    JobBoardSettings.objects.filter(site=board.site).update(time_zone="Asia/Tokyo")
    paid = payment_of(PaidSubmissionFactory(board=board))
    # Midnight in Tokyo is 15:00 of the day before in UTC.
    Payment.objects.filter(pk=paid.pk).update(paid_at=datetime(2030, 1, 31, 15, 0, tzinfo=UTC))
    assert movements_of(board.site, date(2030, 1, 1)) == []
    [line] = movements_of(board.site, date(2030, 2, 1))
    assert line.day == date(2030, 2, 1)
    Payment.objects.filter(pk=paid.pk).update(paid_at=datetime(2030, 12, 31, 14, 59, 59, tzinfo=UTC))
    [line] = movements_of(board.site, date(2030, 12, 1))
    assert line.day == date(2030, 12, 31)
    [row] = revenue([board.site])
    assert (row.month, row.charged) == (date(2030, 12, 1), 9900)
    client.force_login(SuperuserFactory())
    assert len(exported(client, ACCOUNTS, month="2030-12")) == 1
    assert exported(client, ACCOUNTS, month="2030-11") == []


def test_a_refund_counts_in_its_own_month(board, sandbox):
    paid = payment_of(PaidSubmissionFactory(board=board))
    refund(payment=paid, amount=4000, reason="Asked for.", user=make_editor(board, refunds=True))
    Payment.objects.filter(pk=paid.pk).update(paid_at=datetime(2030, 1, 5, tzinfo=UTC))
    Refund.objects.update(created_at=datetime(2030, 2, 5, tzinfo=UTC))
    [charge] = movements_of(board.site, date(2030, 1, 1))
    [back] = movements_of(board.site, date(2030, 2, 1))
    assert (charge.kind, charge.gross) == (Kind.CHARGE, Decimal("99.00"))
    assert (back.kind, back.gross) == (Kind.REFUND, Decimal("-40.00"))
    assert [(row.month.month, row.kept) for row in revenue([board.site])] == [(2, -4000), (1, 9900)]


@pytest.mark.parametrize("month", ["2030", "2030-13", "x", "0000-01"])
def test_a_month_that_is_none_is_asked_for_again(board, client, month):
    client.force_login(SuperuserFactory())
    answer = client.get(ACCOUNTS, {"month": month})
    assert "such as 2026-01" in answer.content.decode()
    assert client.get(ACCOUNTS, {"month": month, "export": "csv"}).status_code == 200
    assert client.get(REVENUE, {"year": month}).status_code == 200


# --- The list


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    page = BeautifulSoup(client.get(LEDGER, query).content, "html.parser")
    found = page.select_one("#listing-results table.listing:not(.desk-table)")
    if found is None:
        return []
    names = [cell.get_text(" ", strip=True) for cell in found.select("thead th")]
    return [
        dict(zip(names, (next(cell.stripped_strings, "") for cell in row.select("td")), strict=True))
        for row in found.select("tbody tr")
    ]


def shown_totals(client: Client, **query: str) -> dict[str, list[str]]:
    page = BeautifulSoup(client.get(LEDGER, query).content, "html.parser")
    return {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.select(".desk-table tbody tr")
    }


def test_each_payment_says_what_it_brought(books, client):
    client.force_login(SuperuserFactory())
    found = {row["Listing"]: row for row in rows(client)}
    part = found["A part"]
    assert [part[name] for name in ("Net", "Tax", "Gross", "Refunded", "Disputed")] == [
        "€99",
        "€18.81",
        "€117.81",
        "€33.33",
        "",
    ]
    assert found["Kept"]["Company"] == "Wagon Works"
    assert found["Kept"]["Purpose"] == "posting"
    assert found["In yen"]["Plan"] == "Yen plan"
    assert found["Disputed: lost"]["Disputed"] == "€117.81"
    assert found["Disputed: won"]["Disputed"] == ""
    assert found["Twice"]["Gross"] == "€235.62"
    assert found["Open"]["Gross"] == ""
    [pack] = [row for row in rows(client) if row["Purpose"] == "pack"]
    assert pack["Plan"] == "Pack plan" and pack["Refunded"]


def test_the_totals_are_of_what_is_filtered(some, client):
    client.force_login(SuperuserFactory())
    everything = shown_totals(client)
    assert everything.keys() == {"EUR", "JPY"}
    assert shown_totals(client, status="partially_refunded", purpose="posting", q="A part") == {
        "EUR": ["€99", "€18.81", "€117.81", "€33.33", "€0", "€84.48"]
    }
    assert shown_totals(client, q="In yen")["JPY"][2] == "¥5,950"
    assert shown_totals(client, q="nothing of the kind") == {}


def test_filters_by_any_attention_and_by_date(some, client):
    client.force_login(SuperuserFactory())
    for title, kind in (("A part", "paid_twice"), ("A part", "disputed"), ("In yen", "disputed")):
        Problem.objects.create(payment=Payment.objects.get(page_title=title), kind=kind)
    assert [row["Listing"] for row in rows(client, attention="any")] == ["In yen", "A part"]
    assert [row["Listing"] for row in rows(client, attention="paid_twice")] == ["A part"]
    Payment.objects.filter(page_title="Kept").update(paid_at=datetime(2030, 5, 17, 12, tzinfo=UTC))
    asked = {"settled_from": "2030-05-17", "settled_until": "2030-05-17"}
    assert [row["Listing"] for row in rows(client, **asked)] == ["Kept"]
    assert rows(client, settled_from="2030-05-18") == []


def test_the_list_is_exported_in_whole_units(some, client):
    client.force_login(SuperuserFactory())
    found = {line["Listing"]: line for line in exported(client, LEDGER)}
    line = found["A part"]
    assert [line[name] for name in ("Board", "Net", "Tax", "Gross", "Refunded")] == [
        some.site.site_name,
        "99.00",
        "18.81",
        "117.81",
        "33.33",
    ]
    assert found["In yen"]["Gross"] == "5950"


# --- Who may


def test_only_who_may_view_payments_sees_them_and_only_of_that_board(board, sandbox, client):
    other = make_board(hostname="designers.localhost", name="Goodproof")
    payment_of(
        PaidSubmissionFactory(
            board=other, title="Nightjar", plan=PlanFactory(site=other.site, name="Nightjar plan")
        )
    )
    payment_of(PaidSubmissionFactory(board=board, title="Ours"))
    accountant, stranger = UserFactory(), UserFactory()
    accountant.groups.add(ensure_groups(board.site)["accountants"])
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(accountant)
    for url, query in product(
        ("/admin/", LEDGER, ACCOUNTS, REVENUE), ({}, {"site": other.site.pk}, {"export": "csv"})
    ):
        answer = client.get(url, query)
        text = b"".join(answer) if answer.streaming else answer.content
        assert b"Nightjar" not in text and b"Goodproof" not in text
    assert [line["Listing or pack"] for line in exported(client, ACCOUNTS)] == ["Ours"]
    assert len(exported(client, REVENUE)) == 1
    assert "/admin/payments/accounts/" in client.get("/admin/").content.decode()
    client.force_login(stranger)
    for url in (ACCOUNTS, REVENUE):
        assert client.get(url, {"export": "csv"}).status_code == 302
    html = client.get("/admin/").content.decode()
    assert "/admin/payments/accounts/" not in html and 'id="revenue' not in html


def test_the_accounts_of_another_board_are_chosen_by_who_has_several(board, sandbox, client):
    other = make_board(hostname="designers.localhost", name="Goodproof")
    payment_of(PaidSubmissionFactory(board=other, title="There"))
    client.force_login(SuperuserFactory())
    assert [line["Listing or pack"] for line in exported(client, ACCOUNTS, site=str(other.site.pk))] == [
        "There"
    ]
    assert exported(client, ACCOUNTS, site=str(board.site.pk)) == []


# --- The home page and the report


def test_the_home_page_compares_this_month_with_the_last_by_plan(board, sandbox, client):
    for name in ("Basic", "Bold"):
        plan = PlanFactory(site=board.site, name=name)
        PaidSubmissionFactory(board=board, plan=plan, title=f"New {name}")
        PaidSubmissionFactory(board=board, plan=plan, title=f"Old {name}")
    before = datetime.combine(this_month(board.site), datetime.min.time(), tzinfo=UTC) - timedelta(days=1)
    Payment.objects.filter(page_title="Old Bold").update(paid_at=before)
    client.force_login(SuperuserFactory())
    panel = BeautifulSoup(client.get("/admin/").content, "html.parser").select_one("#revenue-section")
    lines = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in panel.select("tbody tr")]
    assert lines == [["Basic", "€198", "€0"], ["Bold", "€99", "€99"], ["Together", "€297", "€99"]]
    widths = [int(str(bar["width"])) for bar in panel.select("svg rect")]
    assert widths == [200, 0, 100, 100]
    assert not panel.select("[style]")


def test_money_of_a_deleted_listing_stays_in_the_report(board, sandbox, client):
    paid = payment_of(PaidSubmissionFactory(board=board))
    paid.page.specific.delete()
    client.force_login(SuperuserFactory())
    [row] = exported(client, REVENUE)
    assert (row["Plan"], row["Charged"], row["Charges"]) == ("", "99.00", "1")
    assert "Plan of a deleted listing" in client.get(REVENUE).content.decode()


# --- What it costs


def test_every_screen_and_export_costs_the_same_with_a_thousand_payments(board, sandbox, client):
    payment_of(PaidSubmissionFactory(board=board))
    client.force_login(SuperuserFactory())
    urls = [
        *(LEDGER, f"{LEDGER}?attention=any", ACCOUNTS, REVENUE),
        *(f"{url}?export={each}" for url in (LEDGER, ACCOUNTS, REVENUE) for each in ("csv", "xlsx")),
    ]

    def costs() -> dict[str, int]:
        found = {}
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(url)
                assert b"".join(answer) if answer.streaming else answer.content
            found[url] = len(queries)
        return found

    Problem.objects.create(payment=Payment.objects.get(), kind="disputed")
    few = costs()
    fill(board, 1000)
    assert costs() == few
    assert len(exported(client, ACCOUNTS)) == 1 + 1000 + 500


def fill(board: Board, count: int) -> None:
    payments = Payment.objects.bulk_create(
        Payment(
            site=board.site,
            page_title=f"Bulk {number}",
            amount=9900,
            amount_paid=9900,
            currency="EUR",
            status="partially_refunded",
            paid_at=timezone.now(),
            payment_intent=f"pi_{number}",
        )
        for number in range(count)
    )
    Receipt.objects.bulk_create(
        Receipt(
            site=board.site,
            payment=payment,
            sequence=10_000 + place,
            number=f"R{place}",
            tax=1581,
            total=9900,
        )
        for place, payment in enumerate(payments)
    )
    Refund.objects.bulk_create(
        Refund(
            payment=payment,
            amount=100,
            status="succeeded",
            refund_id=f"re_{payment.pk}",
            payment_intent=payment.payment_intent,
        )
        for payment in payments[::2]
    )
    Problem.objects.bulk_create(Problem(payment=payment, kind="disputed") for payment in payments[:100])

"""Receipts: their numbers, what they say of seller, buyer and tax, and Stripe's own papers on them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from payments.models import Payment, PaymentSettings, Receipt
from payments.papers import method_label, nothing_paid, paper_of
from payments.pdf import pdf_of
from payments.services.invoice_details import set_invoice_details
from payments.services.reconcile import reconcile
from payments.services.refunds import refund, sync_refunds_and_disputes
from payments.services.settlement import confirm
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    payment_of,
)

BILLING = {
    "name": "Ada Lovelace",
    "country": "DE",
    "line1": "Lange Gasse 1",
    "postal_code": "10115",
    "city": "Berlin",
    "tax_id": "DE123456789",
    "business_name": "Engines GmbH",
}


@pytest.fixture
def rules(board, sandbox):
    """Change the board's payment settings."""

    def rules(site=board.site, **changes):
        PaymentSettings.objects.update_or_create(site=site, defaults=changes)

    return rules


@pytest.fixture
def paid(board, sandbox):
    """Pay a submission with a whole billing address; return its payment."""

    def paid(**changes):
        payment = payment_of(UnpaidSubmissionFactory(board=board))
        sandbox.pay(open_checkout(payment), **BILLING | changes)
        return confirm(payment=payment)

    return paid


def receipt_of(payment):
    return payment.receipts.for_charges().get()


def later(**ahead):
    return time_machine.travel(timezone.now() + timedelta(**ahead))


# --- Numbers


def test_numbers_follow_each_other_on_each_board(board, second_board, sandbox, rules, paid):
    rules(receipt_prefix="R-")
    first, second = receipt_of(paid()), receipt_of(paid())
    elsewhere = receipt_of(payment_of(PaidSubmissionFactory(board=second_board)))
    assert [first.number, second.number, elsewhere.number] == ["R-00001", "R-00002", "00001"]


def test_a_settlement_that_is_rolled_back_leaves_no_gap(board, sandbox, paid, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("payments.services.receipts.announce", lambda receipt: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            paid()
    assert not Receipt.objects.exists()
    assert receipt_of(paid()).number == "00001"


def test_settling_twice_writes_one_receipt(paid, deliver_webhooks):
    payment = paid()
    deliver_webhooks()
    confirm(payment=payment)
    assert Receipt.objects.count() == 1


# --- What they say


def test_a_receipt_names_seller_buyer_tax_and_card(rules, paid):
    rules(
        seller_name="Board Ltd",
        seller_address="1 High Street\nLeeds",
        seller_tax_id="GB999",
        tax_rate=19,
        tax_name="VAT",
        collect_tax_ids=True,
        create_invoices=True,
    )
    receipt = receipt_of(paid())
    assert (receipt.net, receipt.tax, receipt.total) == (9900, 1881, 11781)
    paper = paper_of(receipt)
    assert paper.seller == ["Board Ltd", "1 High Street", "Leeds", "Tax number: GB999"]
    assert paper.buyer[:5] == [
        "Engines GmbH",
        "Lange Gasse 1",
        "10115 Berlin",
        "Germany",
        "Tax number: DE123456789",
    ]
    assert ("Paid by", "Visa ending in 4242") in paper.facts
    assert paper.sums == [("Price", "€99 plus 19% VAT"), ("Net", "€99"), ("VAT", "€18.81")]
    assert paper.total == ("Total paid", "€117.81")


def test_what_was_sold_stays_when_the_settings_change(rules, paid):
    rules(seller_name="Board Ltd")
    receipt = receipt_of(paid())
    rules(seller_name="Another Ltd", tax_rate=7, prices_shown="with")
    paper = paper_of(Receipt.objects.get(pk=receipt.pk))
    assert paper.seller == ["Board Ltd"]
    assert paper.sums[0] == ("Price", "€99")


def test_the_board_s_name_is_the_seller_s_until_there_is_another(paid):
    assert receipt_of(paid()).seller_name == "consolecowboys"


def test_a_tax_that_is_in_the_price_is_taken_out_of_it(rules, paid):
    rules(tax_rate=19, tax_name="VAT", prices_include_tax=True, prices_shown="with")
    payment = paid()
    assert (payment.status, payment.amount_paid, payment.open_kinds) == (Payment.Status.PAID, 9900, [])
    receipt = receipt_of(payment)
    assert (receipt.net, receipt.tax) == (8319, 1581)
    assert paper_of(receipt).sums[0] == ("Price", "€99 including 19% VAT")


def test_stripe_s_tax_in_the_price_settles_as_well(rules, paid):
    rules(automatic_tax=True, prices_include_tax=True, prices_shown="with")
    receipt = receipt_of(paid())
    assert (receipt.net, receipt.tax, receipt.total) == (8250, 1650, 9900)


def test_a_debit_says_that_it_is_one(board, sandbox, deliver_webhooks):
    payment = payment_of(UnpaidSubmissionFactory(board=board))
    session = open_checkout(payment)
    sandbox.pay_by_debit(session)
    deliver_webhooks()
    sandbox.settle_debit(session)
    deliver_webhooks()
    assert method_label(receipt_of(payment)) == "bank debit, account ending in 6789"


def test_the_title_is_the_one_of_today(paid):
    payment = paid()
    page = payment.page.specific
    page.title = page.draft_title = "Renamed since"
    page.save()
    assert paper_of(receipt_of(Payment.objects.get(pk=payment.pk))).listing == "Renamed since"


def test_a_key_that_may_read_less_still_settles(paid, monkeypatch, sandbox):
    handle = sandbox.handle

    def refusing(method, path, headers, body=b""):
        if method.upper() == "GET" and "expand" in path:
            return 403, {}, b'{"error": {"type": "invalid_request_error", "message": "no"}}'
        return handle(method, path, headers, body)

    monkeypatch.setattr(sandbox, "handle", refusing)
    payment = paid()
    assert payment.status == Payment.Status.PAID
    assert (receipt_of(payment).method, receipt_of(payment).buyer_name) == ("", "Engines GmbH")


def test_the_books_write_whole_receipts_too(board, sandbox):
    """The sweep's list of sessions has neither cards nor numbers of invoices."""
    payment = payment_of(UnpaidSubmissionFactory(board=board))
    sandbox.pay(open_checkout(payment))
    payment.attempts.update(status="expired")
    reconcile()
    assert method_label(receipt_of(payment)) == "Visa ending in 4242"


def test_a_free_posting_says_so_and_has_no_receipt(board, sandbox):
    from payments.services.settlement import settle_free

    payment = payment_of(UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site)))
    settle_free(payment=payment)
    payment.refresh_from_db()
    assert nothing_paid(payment) == "Nothing to pay: it is free."
    assert not Receipt.objects.exists()


def test_a_whole_discount_is_no_payment_of_nothing(rules, paid, sandbox, mailbox):
    rules(allow_promotion_codes=True)
    sandbox.create_promotion_code("FREE", 100)
    receipt = receipt_of(paid(promotion_code="FREE"))
    paper = paper_of(receipt)
    assert paper.notes == ["Discounted to nothing: the code covered the whole price of €99."]
    assert ("Discount", "-€99") in paper.sums
    email = mailbox.one("receipt")
    assert email.subject.startswith("Nothing to pay: ")
    assert "€0" not in email.message and "have received" not in email.message


# --- Stripe's invoice


def test_the_invoice_is_on_the_receipt_and_in_its_email(rules, paid, mailbox):
    rules(create_invoices=True)
    receipt = receipt_of(paid())
    assert receipt.document_number == "SANDBOX-0001"
    message = mailbox.one("receipt").message
    assert receipt.document_url in message and receipt.document_pdf in message
    assert f"/receipts/{receipt.pk}/" in message
    assert receipt.number in message


def test_what_the_accountant_wants_is_on_the_invoice(board, rules, sandbox):
    rules(create_invoices=True)
    payment = payment_of(UnpaidSubmissionFactory(board=board))
    old = open_checkout(payment)
    assert set_invoice_details(payment=payment, purchase_order="PO-7", cost_centre="R&D")
    assert sandbox.session(old)["status"] == "expired", "that page would write the invoice without them"
    session = sandbox.pay(open_checkout(payment))
    confirm(payment=payment)
    invoice = sandbox.world.store.get("invoice", session["invoice"])
    assert invoice["custom_fields"] == [
        {"name": "PO number", "value": "PO-7"},
        {"name": "Cost centre", "value": "R&D"},
    ]
    assert not set_invoice_details(payment=payment, purchase_order="too late", cost_centre="")


@pytest.mark.parametrize("way", ["event", "sweep"])
def test_a_late_invoice_is_waited_for_and_the_receipt_is_emailed_once(
    rules, paid, sandbox, mailbox, deliver_webhooks, way
):
    rules(create_invoices=True)
    sandbox.faults.set("late_invoice")
    receipt = receipt_of(paid())
    deliver_webhooks()
    assert "receipt" not in mailbox.kinds()
    sandbox.finalize_invoice(receipt.document_id)
    if way == "event":
        deliver_webhooks()
    with later(minutes=5):
        reconcile()
    deliver_webhooks()
    receipt.refresh_from_db()
    assert (receipt.document_number, receipt.awaits_document) == ("SANDBOX-0001", False)
    assert mailbox.kinds().count("receipt") == 1
    assert "SANDBOX-0001" in mailbox.one("receipt").message


def test_an_invoice_that_never_comes_does_not_keep_the_receipt(rules, paid, sandbox, mailbox):
    rules(create_invoices=True)
    sandbox.faults.set("late_invoice")
    receipt = receipt_of(paid())
    with later(hours=5):
        reconcile()
    assert "receipt" not in mailbox.kinds()
    with later(days=2):
        reconcile()
    receipt.refresh_from_db()
    assert not receipt.awaits_document
    assert mailbox.one("receipt")


# --- Refunds


def test_a_refund_has_a_number_and_its_share_of_the_tax(rules, paid, mailbox):
    rules(tax_rate=20, tax_name="VAT")
    payment = paid()
    refund(payment=payment, amount=5940, reason="As agreed.", user=None)
    receipt = Receipt.objects.get(refund__isnull=False)
    assert (receipt.number, receipt.net, receipt.tax) == ("00002", 4950, 990)
    paper = paper_of(receipt)
    assert ("For receipt", "00001") in paper.facts
    assert paper.title == "Refund receipt"
    assert "00002" in mailbox.one("refunded").message


def test_a_credit_note_follows_a_refund_and_is_emailed_once(rules, paid, sandbox, mailbox, deliver_webhooks):
    rules(create_invoices=True)
    payment = paid()
    refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    deliver_webhooks()
    receipt = Receipt.objects.get(refund__isnull=False)
    [note] = sandbox.world.store.all("credit_note")
    assert (note["total"], note["refunds"][0]["refund"]) == (4000, receipt.refund.refund_id)
    assert (receipt.document_number, receipt.document_pdf) == (note["number"], note["pdf"])
    assert mailbox.kinds().count("refunded") == 1
    assert note["pdf"] in mailbox.one("refunded").message


def test_stripe_silent_about_the_credit_note_is_asked_again(rules, paid, sandbox, mailbox):
    rules(create_invoices=True)
    payment = paid()
    sandbox.faults.set("timeout_after", times=3, match="POST /v1/credit_notes")
    refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    assert "refunded" not in mailbox.kinds()
    with later(days=1):
        reconcile()
    assert len(sandbox.world.store.all("credit_note")) == 1, "the key may be forgotten, but the list has it"
    assert mailbox.kinds().count("refunded") == 1


def test_a_credit_note_of_the_dashboard_is_taken_over(rules, paid, sandbox, monkeypatch):
    rules(create_invoices=True)
    payment = paid()
    session = sandbox.session(payment.attempts.get().session_id)
    made = sandbox.refund(sandbox.charge_of(session["id"])["id"], 4000)
    from stripe_sandbox import invoices

    raw = {"invoice": session["invoice"], "amount": "4000", "refunds": {"0": {"refund": made["id"]}}}
    note = invoices.create_credit_note(sandbox.world, raw)
    sync_refunds_and_disputes(payment)
    assert Receipt.objects.get(refund__isnull=False).document_number == note["number"]
    assert len(sandbox.world.store.all("credit_note")) == 1


def test_a_refund_before_the_invoice_is_finished_waits_for_it(rules, paid, sandbox, mailbox):
    rules(create_invoices=True)
    sandbox.faults.set("late_invoice")
    payment = paid()
    refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    assert "refunded" not in mailbox.kinds()
    sandbox.finalize_invoice(receipt_of(payment).document_id)
    with later(minutes=5):
        reconcile()
    assert Receipt.objects.get(refund__isnull=False).document_number == "SANDBOX-0001-CN-01"
    assert {"receipt", "refunded"} <= set(mailbox.kinds())


def test_a_credit_note_that_stripe_refuses_does_not_keep_the_email(rules, paid, sandbox, mailbox):
    rules(create_invoices=True)
    payment = paid()
    invoice = sandbox.world.store.get("invoice", receipt_of(payment).document_id)
    sandbox.world.store.save({**invoice, "status": "void"})
    refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    assert mailbox.one("refunded")
    assert Receipt.objects.get(refund__isnull=False).document_number == ""


def test_a_refund_that_fails_later_says_so(rules, paid, sandbox):
    payment = paid()
    row = refund(payment=payment, amount=4000, reason="As agreed.", user=None)
    sandbox.fail_refund(row.refund_id)
    sync_refunds_and_disputes(payment)
    notes = paper_of(Receipt.objects.get(refund__isnull=False)).notes
    assert notes == ["This refund failed on its way: the money did not go back."]


# --- Tax rates at Stripe


def test_the_same_rate_is_made_at_stripe_once(board, second_board, rules, paid, sandbox):
    rules(tax_rate=19, tax_name="VAT")
    rules(site=second_board.site, tax_rate=19, tax_name="VAT")
    paid(), paid()
    open_checkout(payment_of(UnpaidSubmissionFactory(board=second_board)))
    [rate] = sandbox.world.store.all("tax_rate")
    assert (rate["percentage"], rate["inclusive"], rate["display_name"]) == (19, False, "VAT")


def test_a_rate_that_was_archived_at_stripe_is_made_anew(board, rules, paid, sandbox):
    rules(tax_rate=19, tax_name="VAT")
    paid()
    [rate] = sandbox.world.store.all("tax_rate")
    sandbox.world.store.save({**rate, "active": False})
    from payments.gateway import GatewayRefused

    payment = payment_of(UnpaidSubmissionFactory(board=board))
    with pytest.raises(GatewayRefused):
        open_checkout(payment)
    assert sandbox.pay(open_checkout(payment))["total_details"]["amount_tax"] == 1881


# --- PDF


@pytest.mark.parametrize("has_fonts", [True, False])
def test_the_pdf_is_one_whole_file(paid, monkeypatch, has_fonts):
    if not has_fonts:
        monkeypatch.setattr("payments.pdf.font_file", lambda name: "")
    receipt = receipt_of(paid(business_name="Żółw & Ωμέγα 中文"))
    pdf = pdf_of(paper_of(receipt))
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
    assert pdf.count(b"/Type /Page\n") == 1

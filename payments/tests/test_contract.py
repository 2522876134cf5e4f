"""Requests and responses checked against the types of Stripe's SDK."""

import itertools
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from stripe.params import (
    CreditNoteCreateParams,
    CreditNoteListParams,
    DisputeListParams,
    EventListParams,
    InvoiceRetrieveParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    TaxRateCreateParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

from payments.models import PaymentSettings
from payments.services.checkout import close_checkout
from payments.services.reconcile import reconcile
from payments.services.refunds import refund
from stripe_sandbox.params import decode_form
from stripe_sandbox.tests.sdk_types import assert_conforms, param_faults
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, open_checkout, payment_of

# All that the gateway may ask Stripe.
QUESTIONS = {
    "POST /v1/checkout/sessions": SessionCreateParams,
    "GET /v1/checkout/sessions": SessionListParams,
    "GET /v1/checkout/sessions/…": SessionRetrieveParams,
    "POST /v1/checkout/sessions/…/expire": SessionExpireParams,
    "GET /v1/payment_intents/…": PaymentIntentRetrieveParams,
    "POST /v1/refunds": RefundCreateParams,
    "GET /v1/refunds": RefundListParams,
    "GET /v1/disputes": DisputeListParams,
    "GET /v1/events": EventListParams,
    "GET /v1/invoices/…": InvoiceRetrieveParams,
    "GET /v1/credit_notes": CreditNoteListParams,
    "POST /v1/credit_notes": CreditNoteCreateParams,
    "POST /v1/tax_rates": TaxRateCreateParams,
}
SWITCHES = [
    field.name for field in PaymentSettings._meta.get_fields() if field.get_internal_type() == "BooleanField"
]
MINUTES = [minutes for minutes, _ in PaymentSettings._meta.get_field("checkout_minutes").choices]


class Wire:
    """Checks every request to the sandbox and every response."""

    def __init__(self, sandbox):
        self.asked = []
        self._handle = sandbox.handle

    def handle(self, method, path, headers, body=b""):
        url = urlsplit(path)
        question = f"{method.upper()} {re.sub(r'/(cs|pi|in)_[^/]+', '/…', url.path)}"
        raw = decode_form(url.query) | decode_form(body.decode())
        assert param_faults(raw, QUESTIONS[question], question) == []
        # What changes something must be safe to ask again.
        assert ("Idempotency-Key" in headers) is (method.upper() == "POST")
        self.asked.append((question, raw))
        status, answer_headers, answer = self._handle(method, path, headers, body)
        if status == 200:
            found = json.loads(answer)
            for each in found["data"] if found["object"] == "list" else [found]:
                assert_conforms(each)
        return status, answer_headers, answer

    def questions(self):
        return {question for question, _ in self.asked}


@pytest.fixture
def wire(sandbox, monkeypatch):
    wire = Wire(sandbox)
    monkeypatch.setattr(sandbox, "handle", wire.handle)
    return wire


def set_up(board, **switches):
    PaymentSettings.objects.update_or_create(site=board.site, defaults=switches)


def test_checkout_with_every_combination_of_switches(board, wire):
    payment = payment_of(UnpaidSubmissionFactory(board=board))
    for on in itertools.product([False, True], repeat=len(SWITCHES)):
        set_up(board, statement_suffix="Larkspur Jobs", **dict(zip(SWITCHES, on, strict=True)))
        open_checkout(payment)
        close_checkout(payment=payment)
    assert len([raw for question, raw in wire.asked if question == "POST /v1/checkout/sessions"]) == 2 ** len(
        SWITCHES
    )


@pytest.mark.parametrize("minutes", MINUTES)
def test_checkout_for_as_long_as_the_board_says(board, wire, minutes):
    set_up(board, checkout_minutes=minutes)
    open_checkout(payment_of(UnpaidSubmissionFactory(board=board)))
    assert wire.asked


def test_texts_at_their_longest(board, wire):
    plan = UnpaidSubmissionFactory(board=board).plan
    plan.name, plan.days = "P" * 60, 365
    plan.save()
    submission = UnpaidSubmissionFactory(board=board, plan=plan, title="T" * 120, company_name="C" * 100)
    open_checkout(payment_of(submission))
    assert wire.asked


def test_all_that_the_site_ever_asks(board, wire, sandbox, deliver_webhooks):
    """Goes through every request that the site can send."""
    set_up(board, create_invoices=True, tax_rate=19, tax_name="VAT", prices_include_tax=True)
    sandbox.faults.set("late_invoice")
    paid = payment_of(PaidSubmissionFactory(board=board))
    refund(payment=paid, amount=1000, reason="As agreed.", user=None)
    sandbox.finalize_invoice(sandbox.session(paid.attempts.get().session_id)["invoice"])
    sandbox.dispute(sandbox.charge_of(paid.attempts.get().session_id)["id"])
    closed = payment_of(UnpaidSubmissionFactory(board=board))
    open_checkout(closed)
    close_checkout(payment=closed)
    debit = open_checkout(payment_of(UnpaidSubmissionFactory(board=board)))
    sandbox.pay_by_debit(debit)
    deliver_webhooks()
    sandbox.fail_debit(debit)
    # Its refund is told of before its payment is.
    hasty = sandbox.pay(open_checkout(payment_of(UnpaidSubmissionFactory(board=board))))
    sandbox.refund(sandbox.charge_of(hasty["id"])["id"], 500)
    sandbox.faults.set("drop", times=None, match="checkout.session")
    deliver_webhooks()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        reconcile()

    assert wire.questions() == set(QUESTIONS)
    assert ("GET /v1/checkout/sessions/…", {"expand": {"0": "payment_intent"}}) in wire.asked
    receipt = {"expand": {"0": "payment_intent.latest_charge", "1": "invoice"}}
    assert ("GET /v1/checkout/sessions/…", receipt) in wire.asked


@pytest.mark.parametrize(
    "raw",
    [
        {"payment_intent": "pi_1", "amount": "ten"},
        {"payment_intent": {"id": "pi_1"}},
        {"bogus": "1"},
        {"metadata": "text"},
    ],
)
def test_the_check_itself_notices_departures(raw):
    assert param_faults(raw, RefundCreateParams, "refund") != []

"""Opening Stripe's page: at most one live attempt, however often Pay is clicked and whatever Stripe responds."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from payments import gateway
from payments.models import CheckoutAttempt, Payment, PaymentSettings, Problem
from payments.services.checkout import NotPayable, close_checkout, start_checkout
from stripe_sandbox.inprocess import InProcessClient
from tests import stripe_door
from tests.factories import (
    CANCEL_URL,
    SUCCESS_URL,
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    payment_of,
)

Status = CheckoutAttempt.Status
# The client asks once and tries again twice.
ALL_TRIES = 3
CREATE = "POST /v1/checkout/sessions"


def start(payment):
    return start_checkout(payment=payment, success_url=SUCCESS_URL, cancel_url=CANCEL_URL)


@pytest.fixture
def payment(board, sandbox):
    return payment_of(UnpaidSubmissionFactory(board=board))


@pytest.fixture
def sessions(sandbox):
    """Return the number of sessions at Stripe."""
    return lambda: len(sandbox.world.store.all("checkout.session"))


def test_session_says_what_is_owed(payment, sandbox):
    session = sandbox.session(open_checkout(payment))
    assert session["amount_total"] == payment.amount
    assert session["currency"] == "eur"
    assert session["customer_email"] == payment.payer_email
    assert session["metadata"]["hitchpost_payment"] == str(payment.uuid)
    assert session["success_url"] == SUCCESS_URL
    assert session["cancel_url"] == CANCEL_URL
    attempt = payment.attempts.get()
    assert attempt.status == Status.OPEN
    assert attempt.session_id == session["id"]


def test_charge_can_be_traced_to_the_payment(payment, sandbox):
    session = sandbox.pay(open_checkout(payment))
    intent = sandbox.world.store.get("payment_intent", session["payment_intent"])
    assert intent["metadata"]["hitchpost_payment"] == str(payment.uuid)


@pytest.mark.parametrize("minutes", [30, 60, 180, 1440])
def test_every_choice_of_time_to_pay_is_taken_by_stripe(payment, sandbox, minutes):
    PaymentSettings.objects.create(site=payment.site, checkout_minutes=minutes)
    expires = sandbox.session(open_checkout(payment))["expires_at"] - timezone.now().timestamp()
    assert abs(expires - minutes * 60) <= 5 * 60 + 5


def test_clicking_twice_gives_the_same_page(payment, sessions):
    assert start(payment) == start(payment)
    assert payment.attempts.count() == 1
    assert sessions() == 1


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "reset", "reset_after", "server_error"])
def test_no_answer_and_then_one_session(payment, sandbox, sessions, fault):
    sandbox.faults.set(fault, times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    assert payment.attempts.get().status == Status.CREATING
    url = start(payment)
    assert payment.attempts.get().status == Status.OPEN
    assert sessions() == 1
    assert url == payment.attempts.get().url


def test_a_failure_that_stripe_repeats_for_its_key_gives_way_to_another_key(payment, sandbox, sessions):
    """Stripe repeats a key's response for a day, also a failure; the employer must not have to wait that long."""
    sandbox.faults.set("server_error_kept", match=CREATE)
    assert start(payment)
    assert [attempt.status for attempt in payment.attempts.all()] == [Status.OPEN, Status.FAILED]
    assert sessions() == 1


def test_failures_of_every_key_leave_it_payable_later(payment, sandbox, sessions):
    sandbox.faults.set("server_error_kept", times=None, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    sandbox.faults.clear()
    assert start(payment)
    assert sessions() == 1


def test_a_page_that_stripe_failed_to_open_does_not_keep_its_payment_from_being_closed(payment, sandbox):
    sandbox.faults.set("timeout_before", times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    sandbox.faults.set("server_error_kept", match=CREATE)
    close_checkout(payment=payment)
    assert payment.attempts.get().status == Status.FAILED


def test_a_failure_to_close_a_page_that_stripe_repeats_is_over_with_the_next_asking(payment, sandbox):
    session = open_checkout(payment)
    sandbox.faults.set("server_error_kept", match="/expire")
    with pytest.raises(gateway.GatewayUnavailable):
        close_checkout(payment=payment)
    close_checkout(payment=payment)
    assert sandbox.session(session)["status"] == "expired"


def test_short_fault_is_not_even_noticed(payment, sandbox, sessions):
    sandbox.faults.set("timeout_after", times=ALL_TRIES - 1, match=CREATE)
    assert start(payment)
    assert sessions() == 1


def test_definite_refusal_ends_the_attempt_and_another_is_possible(payment, sandbox):
    # Stripe takes at least half a unit of most currencies.
    Payment.objects.filter(pk=payment.pk).update(amount=1)
    with pytest.raises(gateway.GatewayRefused):
        start(payment)
    assert payment.attempts.get().status == Status.FAILED
    Payment.objects.filter(pk=payment.pk).update(amount=9900)
    assert start(payment)
    assert [attempt.status for attempt in payment.attempts.all()] == [Status.OPEN, Status.FAILED]


class BusyKey(InProcessClient):
    """Respond as Stripe does while another request with the same key is under way."""

    def request(self, method, url, headers, post_data=None, *, _usage=None):
        if method == "post":
            error = {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "Busy."}
            return json.dumps({"error": error}), 409, {}
        return super().request(method, url, headers, post_data)


def busy_client():
    return BusyKey(stripe_door.current())


def test_a_key_in_use_is_no_refusal(payment, settings):
    """Two clicks at once: the slower request must not end the attempt that the faster one is opening."""
    settings.STRIPE_HTTP_CLIENT = f"{__name__}.busy_client"
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    assert payment.attempts.get().status == Status.CREATING


def test_expired_session_gives_way_to_a_new_one(payment, sandbox):
    first = open_checkout(payment)
    sandbox.expire(first)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        second = open_checkout(payment)
    assert second != first
    assert [attempt.status for attempt in payment.attempts.all()] == [Status.OPEN, Status.EXPIRED]


def test_session_about_to_expire_is_closed_before_another_opens(payment, sandbox):
    first = open_checkout(payment)
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        second = open_checkout(payment)
    assert sandbox.session(first)["status"] == "expired"
    assert sandbox.session(second)["status"] == "open"


def test_paid_in_the_last_minute_is_settled_instead_of_charged_again(payment, sandbox, sessions):
    sandbox.pay(open_checkout(payment))
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=59)),
        pytest.raises(NotPayable),
    ):
        start(payment)
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PAID
    assert sessions() == 1


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after"])
def test_attempt_whose_time_ran_out_unanswered_gives_way(payment, sandbox, fault):
    sandbox.faults.set(fault, times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        session = sandbox.session(open_checkout(payment))
    assert session["status"] == "open"


def test_paid_is_not_payable(board, sandbox):
    with pytest.raises(NotPayable):
        start(payment_of(PaidSubmissionFactory(board=board)))


@pytest.mark.parametrize("status", ["processing", "cancelled", "waived"])
def test_only_open_is_payable(payment, status):
    Payment.objects.filter(pk=payment.pk).update(status=status, waived_reason="A charity.")
    with pytest.raises(NotPayable):
        start(payment)


def test_free_is_not_payable(payment):
    Payment.objects.filter(pk=payment.pk).update(amount=0)
    with pytest.raises(NotPayable):
        start(payment)


def test_what_a_person_must_look_at_is_not_charged_again(payment):
    Problem.objects.create(payment=payment, kind=Problem.Kind.AMOUNT_MISMATCH, detail="price 1, owed 9900")
    with pytest.raises(NotPayable):
        start(payment)


def test_closing_expires_the_session(payment, sandbox):
    session = open_checkout(payment)
    close_checkout(payment=payment)
    assert sandbox.session(session)["status"] == "expired"
    assert payment.attempts.get().status == Status.EXPIRED


def test_closing_settles_what_has_been_paid(payment, sandbox):
    sandbox.pay(open_checkout(payment))
    close_checkout(payment=payment)
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PAID


def test_closing_what_was_never_answered(payment, sandbox, sessions):
    sandbox.faults.set("timeout_after", times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        start(payment)
    close_checkout(payment=payment)
    assert sessions() == 1
    assert payment.attempts.get().status == Status.EXPIRED


def test_stripe_is_never_asked_inside_a_transaction(payment):
    for ask in (lambda: start(payment), lambda: gateway.retrieve_session("cs_test_1")):
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            ask()


def test_a_page_that_was_closed_while_it_was_being_opened_is_not_handed_out(payment, monkeypatch):
    """An editor declines the listing after Stripe has opened the session and before it is stored here."""
    create = gateway.create_session

    def closed_meanwhile(params, *, idempotency_key):
        session = create(params, idempotency_key=idempotency_key)
        monkeypatch.setattr(gateway, "create_session", create)
        close_checkout(payment=payment)
        Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.CANCELLED)
        return session

    monkeypatch.setattr(gateway, "create_session", closed_meanwhile)
    with pytest.raises(NotPayable):
        open_checkout(payment)

"""Amounts and currencies: the charge equals the payment to the last minor unit, or a problem is opened."""

import dataclasses
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import assume, example, given
from hypothesis import strategies as st

from payments import gateway, money
from payments.admin.views import RefundForm
from payments.models import Payment
from payments.services.refunds import NotRefundable, plan_refund, refundable
from payments.services.settlement import apply_session, confirm
from payments.tests.hostile import hostile, hostile_and_slow
from tests.factories import (
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    page_of,
    payment_of,
)

THREE_DECIMAL = ["BHD", "JOD", "KWD", "OMR", "TND"]
currencies = st.sampled_from(sorted(money.CURRENCIES))
sums = st.integers(0, 99_999_999)
numbers = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(-10, 10**6, places=2)


@contextmanager
def undone():
    """Roll back what happens inside, so that every example starts from the same payment."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def paid_session(submission, pay):
    """A payment paid at Stripe, whose event has not been delivered."""
    return gateway.retrieve_session(pay(submission)["id"])


@hostile_and_slow
@given(currency=currencies, whole=st.integers(1_000, 900_000))
@example(currency="JPY", whole=5000)
@example(currency="UGX", whole=370_000)
@example(currency="ISK", whole=14_000)
def test_every_currency_is_charged_as_it_was_owed(board, sandbox, currency, whole):
    """The plan's price in whole units, Stripe's integer and the ledger agree."""
    amount = money.to_minor(Decimal(whole), currency)
    assume(amount <= 99_999_999)
    plan = PlanFactory(site=board.site, amount=amount, currency=currency)
    plan.full_clean()
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    session = sandbox.pay(open_checkout(payment_of(submission)))
    assert (session["amount_total"], session["currency"]) == (amount, currency.lower())
    confirm(payment=payment_of(submission))
    payment = payment_of(submission)
    assert (payment.status, payment.amount_paid) == (Payment.Status.PAID, amount)
    assert page_of(submission).live
    assert money.to_major(payment.amount_paid, currency) == whole


@hostile
@given(subtotal=sums, total=sums, discount=sums, tax=sums, currency=currencies)
@example(subtotal=1, total=1, discount=0, tax=0, currency="EUR")
@example(subtotal=9900, total=9900, discount=0, tax=0, currency="USD")
@example(subtotal=9900, total=1, discount=0, tax=0, currency="EUR")
@example(subtotal=99, total=99, discount=0, tax=0, currency="JPY")
@example(subtotal=9900, total=0, discount=9900, tax=0, currency="EUR")
def test_another_sum_publishes_nothing(submission, paid_session, subtotal, total, discount, tax, currency):
    charged = dataclasses.replace(
        paid_session, subtotal=subtotal, total=total, discount=discount, tax=tax, currency=currency
    )
    agrees = (currency, subtotal, total) == ("EUR", 9900, subtotal - discount + tax)
    with undone():
        apply_session(session=charged)
        payment = payment_of(submission)
        assert page_of(submission).live is agrees
        if agrees:
            assert (payment.status, payment.amount_paid) == (Payment.Status.PAID, total)
        else:
            assert (payment.status, payment.open_kinds) == (Payment.Status.OPEN, ["amount_mismatch"])


@pytest.mark.parametrize("currency", THREE_DECIMAL)
def test_three_decimals_are_refused_everywhere(board, submission, currency):
    with pytest.raises(ValueError, match="not a currency"):
        money.to_minor(Decimal(1), currency)
    with pytest.raises(ValidationError):
        PlanFactory.build(site=board.site, currency=currency).full_clean()
    payment = payment_of(submission)
    payment.currency = currency
    with pytest.raises(ValidationError):
        payment.full_clean()


@hostile
@given(amount=sums, currency=st.sampled_from(sorted(money.WHOLE_ONLY)))
@example(amount=9950, currency="ISK")
@example(amount=1, currency="UGX")
def test_a_fraction_that_stripe_refuses_cannot_be_a_price(board, amount, currency):
    plan = PlanFactory.build(site=board.site, amount=amount, currency=currency)
    if amount % 100:
        with pytest.raises(ValidationError):
            plan.full_clean()
    else:
        plan.full_clean()


@hostile
@given(amount=st.integers(-(2**63), 2**63))
def test_no_more_goes_back_than_was_paid(board, sandbox, paid, amount):
    with undone():
        if 0 < amount <= 9900:
            plan_refund(payment=paid, amount=amount, reason="", user=None)
            assert refundable(paid) == 9900 - amount
        else:
            with pytest.raises(NotRefundable):
                plan_refund(payment=paid, amount=amount, reason="", user=None)


@hostile
@given(typed=numbers.map(str) | st.text(max_size=20))
@example(typed="99.001")
@example(typed="1e2")
@example(typed="NaN")
@example(typed="-1")
@example(typed="0.001")
@example(typed="99,00")
@example(typed="٩٩")
def test_what_is_typed_as_the_sum_to_refund(paid, typed):
    form = RefundForm(
        {"amount": typed, "reason": "As agreed."}, payment=paid, payment_intent=paid.payment_intent
    )
    if form.is_valid():
        assert type(form.cleaned_data["amount"]) is int
        assert 0 < form.cleaned_data["amount"] <= 9900


@pytest.fixture
def paid(board, sandbox):
    return payment_of(PaidSubmissionFactory(board=board))

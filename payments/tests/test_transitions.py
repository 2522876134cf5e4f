"""The transitions of a payment's status, and the database's constraints."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.models import CheckoutAttempt, Payment
from tests.factories import DraftJobFactory

Status = Payment.Status

STEPS = {
    ("open", "processing"),
    ("open", "paid"),
    ("open", "waived"),
    ("open", "cancelled"),
    ("processing", "paid"),
    ("processing", "open"),
    ("cancelled", "paid"),
    ("paid", "partially_refunded"),
    ("paid", "refunded"),
    ("partially_refunded", "refunded"),
    ("partially_refunded", "paid"),
    ("refunded", "partially_refunded"),
    ("refunded", "paid"),
}
PAIRS = list(itertools.product(Status.values, repeat=2))


@pytest.fixture
def page(board):
    return DraftJobFactory(board=board)


def make_payment(board, page, **fields):
    defaults = {
        "site": board.site,
        "page": page,
        "page_title": page.title,
        "amount": 9900,
        "currency": "EUR",
        "description": "Standard, 30 days",
        "payer_email": "robin@wagonworks.example",
    }
    return Payment.objects.create(**defaults | fields)


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair in STEPS])
def test_allowed_step(before, after):
    payment = Payment(status=before)
    payment.move_to(Status(after))
    assert payment.status == after


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in STEPS])
def test_forbidden_step(before, after):
    payment = Payment(status=before)
    with pytest.raises(ValueError, match=f"from {before} to {after}"):
        payment.move_to(Status(after))
    assert payment.status == before


def test_which_states_are_unpaid():
    unpaid = {status for status in Status.values if Payment(status=status).is_unpaid}
    assert unpaid == {"open", "processing", "cancelled", "refunded"}


@pytest.mark.parametrize("other", ["open", "processing"])
def test_one_payable_payment_for_a_page_and_purpose(board, page, other):
    make_payment(board, page, status="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_payment(board, page, status=other)
    make_payment(board, page, status="open", purpose=Payment.Purpose.RENEWAL)
    make_payment(board, page, status="cancelled")


def test_settled_needs_its_time(board, page):
    for status in ("paid", "partially_refunded", "refunded"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_payment(board, page, status=status)
        make_payment(board, page, status=status, paid_at=timezone.now())


def test_waiver_needs_its_reason(board, page):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_payment(board, page, status="waived")
    make_payment(board, page, status="waived", waived_reason="A charity.")


def test_unknown_statuses(board, page):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_payment(board, page, status="forgiven")
    payment = make_payment(board, page)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckoutAttempt.objects.create(payment=payment, params={}, status="lost")


@pytest.mark.parametrize("other", ["creating", "open"])
def test_one_live_attempt_for_a_payment(board, page, other):
    payment = make_payment(board, page)
    CheckoutAttempt.objects.create(payment=payment, params={}, status="failed")
    CheckoutAttempt.objects.create(payment=payment, params={}, status="expired", session_id="cs_1")
    CheckoutAttempt.objects.create(payment=payment, params={}, status="creating")
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckoutAttempt.objects.create(payment=payment, params={}, status=other, session_id="cs_2")


@pytest.mark.parametrize("status", ["open", "complete"])
def test_open_attempt_has_its_session(board, page, status):
    payment = make_payment(board, page)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckoutAttempt.objects.create(payment=payment, params={}, status=status)


def test_a_session_belongs_to_one_attempt(board, page):
    payment = make_payment(board, page)
    CheckoutAttempt.objects.create(payment=payment, params={}, status="complete", session_id="cs_1")
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckoutAttempt.objects.create(payment=payment, params={}, status="expired", session_id="cs_1")


def test_ledger_outlives_its_page(board, page):
    payment = make_payment(board, page, status="paid", paid_at=timezone.now())
    page.delete()
    payment.refresh_from_db()
    assert payment.page is None
    assert payment.page_title == page.title

"""The ledger compared with Stripe's own list, what the sweep reports, and when it exits with 1."""

import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from payments import gateway, metadata
from payments.models import CheckoutAttempt, Payment, Refund
from payments.services.books import compare_books
from payments.services.reconcile import reconcile
from payments.tests.sweeping import in_, swallow_events
from tests.factories import (
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def no_events(sandbox):
    return lambda: swallow_events(sandbox)


def compare():
    return compare_books(
        since=timezone.now() - timedelta(days=1), until=timezone.now() + timedelta(minutes=1)
    )


def run(*words):
    """Run the command; return its output and exit status."""
    out = StringIO()
    try:
        call_command("reconcile_payments", *words, stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def test_books_that_agree(board, sandbox):
    PaidSubmissionFactory(board=board)
    PaidSubmissionFactory(board=board)
    assert compare() == []


@pytest.mark.parametrize("refund_of", [1, 9900])
def test_what_went_back_that_the_ledger_cannot_take_in(board, sandbox, no_events, monkeypatch, refund_of):
    """The totals show a refund that could not be stored."""
    payment = payment_of(PaidSubmissionFactory(board=board))
    sandbox.refund(sandbox.charge_of(payment.attempts.get().session_id)["id"], refund_of)
    no_events()
    monkeypatch.setattr(Refund, "save", _broken)
    assert f"EUR: Stripe gave back {refund_of}, the ledger has 0 (minor units)" in compare()


def _broken(*args, **kwargs):
    raise RuntimeError("This row cannot be written.")


def test_books_of_a_range_of_days(board, sandbox, no_events):
    submission = PaidSubmissionFactory(board=board)
    sandbox.refund(sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"], 4000)
    no_events()
    today = timezone.localdate()
    day = timedelta(days=1)
    run(f"--since={today - 9 * day}", f"--until={today}")
    assert payment_of(submission).status == Status.PAID
    run(f"--since={today}", f"--until={today + day}")
    assert payment_of(submission).status == Status.PARTIALLY_REFUNDED


@pytest.mark.parametrize(
    "words",
    [["--since=2026-11-02", "--until=2026-11-01"], ["--since=yesterday"], ["--days=0"], ["--days=-1"]],
)
def test_a_range_that_is_none_is_refused(db, words):
    with pytest.raises(CommandError):
        call_command("reconcile_payments", *words)


def test_session_that_our_ledger_missed(submission, pay, no_events):
    """An attempt that was given up here is paid, and neither an open attempt nor an event leads to it."""
    pay(submission)
    no_events()
    CheckoutAttempt.objects.update(status="failed", session_id=None)
    assert compare() == []
    assert payment_of(submission).status == Status.PAID
    assert page_of(submission).live


def test_expiry_that_our_ledger_missed(submission, sandbox, no_events):
    sandbox.expire(open_checkout(payment_of(submission)))
    no_events()
    compare()
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.EXPIRED


def test_refund_that_our_ledger_missed(board, sandbox, no_events):
    submission = PaidSubmissionFactory(board=board)
    sandbox.refund(sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"], 4000)
    no_events()
    assert compare() == []
    assert payment_of(submission).status == Status.PARTIALLY_REFUNDED
    assert Refund.objects.get().amount == 4000


def test_session_of_a_payment_that_has_no_row(submission, sandbox):
    lost = a_session({metadata.PAYMENT: str(uuid.uuid4())})
    sandbox.pay(lost)
    sentences = compare()
    assert any(lost in sentence and "no row" in sentence for sentence in sentences)
    assert any("EUR" in sentence and "500" in sentence for sentence in sentences)


def test_another_shop_of_the_same_account_is_no_difference(submission, sandbox):
    sandbox.pay(a_session({}))
    assert compare() == []


def test_sums_that_differ(board, sandbox):
    PaidSubmissionFactory(board=board)
    CheckoutAttempt.objects.update(amount_total=9800)
    assert compare() == ["EUR: Stripe charged 9900, the ledger has 9800 (minor units)"]


def a_session(names):
    price = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "A thing"}}
    session = gateway.create_session(
        {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": names,
            "success_url": "https://board.example/",
        },
        idempotency_key=f"test-{uuid.uuid4()}",
    )
    return session.id


# --- The command


def test_nothing_to_do_exits_with_0(submission):
    text, code = run()
    assert code == 0
    assert [int(number) for number in re.findall(r"\d+", text)] == [0] * 8


def test_what_was_mended_exits_with_0(submission, pay):
    pay(submission)
    with in_(minutes=2):
        text, code = run()
    assert code == 0
    assert "1 attempts" in text
    assert page_of(submission).live


def test_attention_exits_with_1(submission, pay):
    pay(submission)
    Payment.objects.update(amount=19900)
    with in_(minutes=2):
        assert run()[1] == 1
        text, code = run()
    assert code == 1, "until somebody has dealt with it"
    assert "1 payments needing attention" in text


def test_no_answer_exits_with_2(submission, pay, sandbox):
    pay(submission)
    sandbox.faults.set("server_error", times=None)
    with in_(minutes=2):
        text, code = run()
        assert code == 2
        assert re.search(r"[1-9]\d* questions without an answer", text)
        sandbox.faults.clear()
        assert run()[1] == 0


def test_difference_exits_with_1_and_is_told(submission, sandbox):
    lost = a_session({metadata.PAYMENT: str(uuid.uuid4())})
    sandbox.pay(lost)
    with in_(minutes=2):
        text, code = run()
    assert code == 1
    assert f"session {lost} names a payment that has no row here" in text
    event = sandbox.events("checkout.session.completed")[0]["id"]
    assert f"checkout.session.completed {event} names a payment that has no row here" in text


def test_how_far_back_it_looks(board, sandbox, no_events):
    PaidSubmissionFactory(board=board)
    no_events()
    CheckoutAttempt.objects.update(amount_total=9800)
    with in_(days=3):
        assert run()[1] == 0
        assert run("--days=7")[1] == 1


def test_debit_by_the_sweep_alone(submission, sandbox, no_events):
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    no_events()
    with in_(minutes=2):
        reconcile()
        assert payment_of(submission).status == Status.PROCESSING
        sandbox.settle_debit(session["id"])
        no_events()
        reconcile()
    assert payment_of(submission).status == Status.PAID
    assert page_of(submission).live


def test_failed_debit_by_the_sweep_alone(submission, sandbox, no_events):
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    with in_(minutes=2):
        reconcile()
        sandbox.fail_debit(session["id"])
        no_events()
        reconcile()
    assert payment_of(submission).status == Status.OPEN
    assert open_checkout(payment_of(submission)) != session["id"]

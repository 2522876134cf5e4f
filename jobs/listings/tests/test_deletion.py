"""A listing is deleted: nobody can pay for it any more, and money that bought nothing asks for a person."""

import pytest

from jobs.listings.models import JobPage
from payments.models import Payment, Problem
from payments.services.problems import resolve
from payments.services.reconcile import reconcile
from payments.services.refunds import refund, refundable, stray_charge
from payments.services.waiver import waive
from payments.tests.sweeping import in_
from tests.factories import (
    PaidSubmissionFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status
Kind = Problem.Kind
DESK = "desk@consolecowboys.example"


@pytest.fixture
def in_review(db, sandbox):
    """Paid, and not published yet."""
    return PaidSubmissionFactory(board=make_board(review="after"))


def test_paid_and_deleted_before_anybody_saw_it(in_review, client, mailbox):
    payment = payment_of(in_review)
    client.force_login(SuperuserFactory())
    screen = client.get(f"/admin/pages/{in_review.page_id}/delete/").headers["Location"]
    client.post(screen, {"reason": "A test.", "money": "keep"})
    assert not JobPage.objects.exists()
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAGE_GONE])
    assert mailbox.kinds(DESK)[-1] == "attention-page_gone"
    refund(payment=payment, amount=refundable(payment), reason="Deleted.", user=None)
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.REFUNDED, [])


def test_deleted_after_a_wrong_sum_had_been_accepted(db, sandbox, pay, deliver_webhooks):
    """What was charged is not the payment's own charge, and bought nothing either."""
    board = make_board(review="after")
    submission, editor = UnpaidSubmissionFactory(board=board), make_editor(board)
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    payment = payment_of(submission)
    resolve(problem=payment.problems.open().get(), user=editor, how="It will do.")
    waive(payment=payment, user=editor, reason="They paid another sum.")
    page_of(submission).delete()
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.WAIVED, [Kind.PAGE_GONE])
    intent = stray_charge(payment).payment_intent
    refund(payment=payment, amount=9900, reason="Deleted.", user=editor, payment_intent=intent)
    payment.refresh_from_db()
    assert payment.open_kinds == []


def test_what_was_published_has_been_had(board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    payment = payment_of(submission)
    page_of(submission).delete()
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.PAID, [])


@pytest.fixture
def unpaid(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


def test_its_payment_page_is_closed(unpaid, sandbox, django_capture_on_commit_callbacks):
    payment = payment_of(unpaid)
    session = open_checkout(payment)
    with django_capture_on_commit_callbacks(execute=True):
        page_of(unpaid).delete()
    payment.refresh_from_db()
    assert payment.status == Status.CANCELLED
    assert sandbox.session(session)["status"] == "expired"
    assert not payment.attempts.unfinished().exists()


def test_its_payment_page_is_closed_by_the_sweep_when_stripe_was_silent(
    unpaid, sandbox, django_capture_on_commit_callbacks
):
    payment = payment_of(unpaid)
    session = open_checkout(payment)
    sandbox.faults.set("server_error", times=None)
    with django_capture_on_commit_callbacks(execute=True):
        page_of(unpaid).delete()
    sandbox.faults.clear()
    assert sandbox.session(session)["status"] == "open"
    with in_(minutes=2):
        assert not reconcile().needs_a_person
    assert sandbox.session(session)["status"] == "expired"
    assert not payment.attempts.unfinished().exists()


def test_paid_at_the_last_moment(unpaid, sandbox, django_capture_on_commit_callbacks):
    payment = payment_of(unpaid)
    sandbox.pay(open_checkout(payment))
    with django_capture_on_commit_callbacks(execute=True):
        page_of(unpaid).delete()
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAGE_GONE])

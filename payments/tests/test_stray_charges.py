"""Extra charges: each opens a problem, and refunding it closes the problem."""

import pytest

from jobs.listings.models import JobPage
from jobs.submissions.services import manage
from jobs.submissions.views.returning import path_back
from payments.models import Payment, Problem
from payments.services.checkout import NotPayable
from payments.services.problems import resolve
from payments.services.reconcile import reconcile
from payments.services.refunds import refund, refundable, stray_charge
from payments.services.settlement import confirm
from payments.services.waiver import waive
from payments.tests.sweeping import in_
from tests.factories import (
    PlanFactory,
    UnpaidSubmissionFactory,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status
Kind = Problem.Kind


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def editor(board):
    return make_editor(board)


def give_back_stray(payment, editor):
    """Refund the extra charge, as the button on the payment's page does."""
    intent = stray_charge(payment).payment_intent
    return refund(
        payment=payment,
        amount=refundable(payment, intent),
        reason="Charged by mistake.",
        user=editor,
        payment_intent=intent,
    )


def paid_twice(submission, pay, sandbox, deliver_webhooks):
    """Pay a second session while the first, given up here, is paid as well."""
    first = open_checkout(payment_of(submission))
    payment_of(submission).attempts.update(status="failed")
    pay(submission)
    deliver_webhooks()
    sandbox.pay(first)
    deliver_webhooks()
    return payment_of(submission)


def test_paid_twice(submission, pay, sandbox, deliver_webhooks, editor, mailbox):
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAID_TWICE])
    give_back_stray(payment, editor)
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [])
    assert page_of(submission).live
    assert refundable(payment) == 9900, "the charge that paid for the listing is untouched"
    assert mailbox.kinds(submission.contact_email).count("refunded") == 1


def test_stray_charge_given_back_in_the_dashboard(submission, pay, sandbox, deliver_webhooks):
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    session = stray_charge(payment).session_id
    sandbox.refund(sandbox.charge_of(session)["id"], 4000)
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.PAID_TWICE], "some of it is still here"
    sandbox.refund(sandbox.charge_of(session)["id"])
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [])


def test_paid_after_the_waiver(submission, pay, editor, deliver_webhooks):
    pay(submission)
    waive(payment=payment_of(submission), user=editor, reason="A charity.")
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.PAID_AFTER_WAIVER]
    give_back_stray(payment_of(submission), editor)
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.WAIVED, [])
    assert page_of(submission).live


def test_another_sum_than_was_owed(submission, pay, editor, deliver_webhooks):
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.AMOUNT_MISMATCH]
    give_back_stray(payment_of(submission), editor)
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.OPEN, [])
    assert open_checkout(payment), "the right sum can be paid now"


def test_another_sum_than_was_owed_by_debit(submission, sandbox, editor, deliver_webhooks):
    """The debit has arrived, with a wrong amount."""
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    Payment.objects.update(amount=19900)
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.OPEN, [Kind.AMOUNT_MISMATCH])
    give_back_stray(payment, editor)
    assert open_checkout(payment_of(submission)), "the right sum can be paid now"


def test_a_wrong_sum_that_went_back_is_not_told_of_again(submission, pay, editor, deliver_webhooks, client):
    """The employer's browser comes back to the landing page, and an event of the same session is late."""
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    give_back_stray(payment_of(submission), editor)
    client.get(path_back(payment_of(submission), "paid"))
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.OPEN, [])
    assert open_checkout(payment), "the right sum can be paid now"


def test_what_a_person_has_settled_stays_settled(submission, pay, editor, deliver_webhooks, client):
    pay(submission)
    waive(payment=payment_of(submission), user=editor, reason="A charity.")
    deliver_webhooks()
    payment = payment_of(submission)
    resolve(problem=payment.problems.open().get(), user=editor, how="They insist on paying.")
    client.get(path_back(payment_of(submission), "paid"))
    assert payment_of(submission).open_kinds == []


def test_paid_after_it_was_cancelled(submission, pay, editor, deliver_webhooks):
    pay(submission)
    Payment.objects.update(status=Status.CANCELLED)
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAID_AFTER_CANCEL])
    assert not page_of(submission).live
    refund(payment=payment, amount=refundable(payment), reason="Cancelled.", user=editor)
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.REFUNDED, [])
    assert not page_of(submission).live


def test_the_old_plan_goes_back_and_the_listing_that_the_new_one_paid_for_stays(
    board, submission, pay, sandbox, editor, deliver_webhooks
):
    old, session = payment_of(submission), open_checkout(payment_of(submission))
    # Stripe lost sight of the page for a while, and the employer could choose another plan.
    old.attempts.update(status="failed")
    manage.change_plan(submission=submission, plan=PlanFactory(site=board.site, amount=19900))
    pay(submission)
    sandbox.pay(session)
    deliver_webhooks()
    old.refresh_from_db()
    assert (old.status, old.open_kinds) == (Status.PAID, [Kind.PAID_AFTER_CANCEL])
    refund(payment=old, amount=9900, reason="The old plan.", user=editor)
    old.refresh_from_db()
    assert (old.status, old.open_kinds) == (Status.REFUNDED, [])
    assert page_of(submission).live


def test_paid_but_the_draft_is_gone(submission, pay, sandbox, editor, mailbox):
    """The payment page could not be closed, as it had been paid the moment before: the event comes later."""
    pay(submission)
    payment = payment_of(submission)
    Payment.objects.update(status=Status.CANCELLED)
    JobPage.objects.get(pk=submission.page_id).delete()
    confirm(payment=payment)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAGE_GONE])
    assert mailbox.kinds("desk@consolecowboys.example") == ["attention-page_gone"]
    refund(payment=payment, amount=refundable(payment), reason="The draft is gone.", user=editor)
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.REFUNDED, [])


def test_an_extra_charge_is_not_forgotten_over_a_draft_that_is_gone(
    submission, pay, sandbox, deliver_webhooks, editor
):
    """The draft was not published yet when it was deleted."""
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    JobPage.objects.update(live=False, first_published_at=None)
    page_of(submission).delete()
    payment.refresh_from_db()
    assert payment.open_kinds == [Kind.PAGE_GONE, Kind.PAID_TWICE]
    refund(payment=payment, amount=9900, reason="The draft is gone.", user=editor)
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.REFUNDED, [Kind.PAGE_GONE, Kind.PAID_TWICE])
    give_back_stray(payment, editor)
    payment.refresh_from_db()
    assert payment.open_kinds == []


def test_a_wrong_sum_that_could_not_go_back_is_still_not_charged_again(
    submission, pay, sandbox, deliver_webhooks, editor
):
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    row = give_back_stray(payment_of(submission), editor)
    Problem.objects.create(
        payment=payment_of(submission), kind=Kind.AMOUNT_MISMATCH, detail="price 9900, owed 19900"
    )
    sandbox.fail_refund(row.refund_id)
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.REFUND_FAILED, Kind.AMOUNT_MISMATCH]
    with pytest.raises(NotPayable):
        open_checkout(payment_of(submission))
    give_back_stray(payment_of(submission), editor)
    assert payment_of(submission).open_kinds == []
    assert open_checkout(payment_of(submission))


def test_publishing_failed_and_the_money_went_back(submission, pay, editor, monkeypatch):
    """Its problem is closed, and the sweep does not publish it."""
    with monkeypatch.context() as broken:
        broken.setattr(JobPage, "save", _raise)
        pay(submission)
        payment = confirm(payment=payment_of(submission))
    assert payment.open_kinds == [Kind.PUBLISH_FAILED]
    refund(payment=payment, amount=9900, reason="We could not publish it.", user=editor)
    with in_(minutes=2):
        assert not reconcile().needs_a_person
    assert payment_of(submission).status == Status.REFUNDED
    assert not page_of(submission).live


def _raise(*args, **kwargs):
    raise OSError("the disk is full")

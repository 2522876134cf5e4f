"""Listings without a payment: waived by an editor, or on a free plan."""

import pytest
from wagtail.models import PageLogEntry

from jobs.submissions.services.mails import free_link_is_valid, sign_free_link
from jobs.submissions.services.manage import publish_free
from payments.models import Payment, Problem
from payments.services.settlement import confirm
from payments.services.waiver import NotWaivable, waive
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    page_of,
    payment_of,
)

Status = Payment.Status


@pytest.fixture
def editor(board):
    return make_editor(board)


def test_waived_is_published_with_name_and_reason_kept(board, editor, mailbox):
    submission = UnpaidSubmissionFactory(board=board)
    waive(payment=payment_of(submission), user=editor, reason="A charity.")
    payment = payment_of(submission)
    assert (payment.status, payment.waived_by, payment.waived_reason) == (Status.WAIVED, editor, "A charity.")
    assert page_of(submission).live
    entry = PageLogEntry.objects.get(page_id=submission.page_id, action="payments.waive")
    assert (entry.user, entry.data["reason"]) == (editor, "A charity.")
    assert "receipt" not in mailbox.kinds()
    assert "live" in mailbox.kinds()


@pytest.mark.parametrize("status", ["processing", "cancelled"])
def test_only_open_can_be_waived(board, editor, status):
    submission = UnpaidSubmissionFactory(board=board)
    Payment.objects.update(status=status)
    with pytest.raises(NotWaivable):
        waive(payment=payment_of(submission), user=editor, reason="A charity.")
    assert payment_of(submission).status == status
    assert not page_of(submission).live


def test_paid_or_waived_cannot_be_waived_again(board, editor, sandbox):
    paid = PaidSubmissionFactory(board=board)
    with pytest.raises(NotWaivable):
        waive(payment=payment_of(paid), user=editor, reason="A charity.")
    waived = UnpaidSubmissionFactory(board=board)
    waive(payment=payment_of(waived), user=editor, reason="A charity.")
    with pytest.raises(NotWaivable):
        waive(payment=payment_of(waived), user=make_editor(board), reason="Again.")
    assert payment_of(waived).waived_by == editor


def test_paid_after_the_waiver_asks_for_a_person(board, editor, pay, mailbox):
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)
    waive(payment=payment_of(submission), user=editor, reason="A charity.")
    confirm(payment=payment_of(submission))
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.WAIVED, [Problem.Kind.PAID_AFTER_WAIVER])
    assert page_of(submission).live
    assert mailbox.kinds("desk@consolecowboys.example") == ["attention-paid_after_waiver"]


@pytest.mark.parametrize("review", ["after", "before"])
def test_free_listing_waits_for_its_review(db, mailbox, review):
    board = make_board(review=review)
    submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    page = page_of(submission)
    assert not page.live
    assert page.current_workflow_task.specific == board.review_task
    page.current_workflow_task_state.approve(user=make_editor(board))
    assert page_of(submission).live
    assert payment_of(submission).status == Status.PAID
    assert "/confirm/" not in mailbox.one("draft_saved").message
    assert not {"receipt", "new_paid_listing"} & set(mailbox.kinds())


def test_free_listing_without_review_waits_for_the_mailed_link(board, mailbox):
    submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    assert not page_of(submission).live
    signature = sign_free_link(submission)
    assert f"/submissions/{submission.token}/confirm/{signature}/" in mailbox.one("draft_saved").message
    for _ in range(2):
        publish_free(submission=submission)
    assert page_of(submission).live
    assert payment_of(submission).status == Status.PAID
    assert mailbox.kinds() == ["draft_saved", "live"]


def test_the_link_belongs_to_one_listing(board):
    plan = FreePlanFactory(site=board.site)
    one, other = (UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(2))
    assert free_link_is_valid(one, sign_free_link(one))
    assert not free_link_is_valid(one, sign_free_link(other))
    assert not free_link_is_valid(one, "")


def test_the_link_does_not_pay_for_what_costs_money(board):
    submission = UnpaidSubmissionFactory(board=board)
    publish_free(submission=submission)
    assert payment_of(submission).status == Status.OPEN
    assert not page_of(submission).live

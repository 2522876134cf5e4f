"""Closed by its employer: down until the employer, or an editor who means it, puts it up again."""

import pytest

from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import update
from payments.models import Payment, PaymentSettings
from payments.services.refunds import refund
from tests.factories import PaidSubmissionFactory, listing_data, make_board, make_editor, page_of, payment_of


@pytest.fixture
def live(board, sandbox):
    return PaidSubmissionFactory(board=board)


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def close(submission):
    manage.close(submission=fresh(submission), reason=Submission.CloseReason.FILLED_HERE)


def test_an_edit_that_waits_for_its_review_cannot_put_it_up(db, sandbox):
    board = make_board(review="after")
    editor = make_editor(board)
    submission = PaidSubmissionFactory(board=board, title="As it was read")
    page_of(submission).current_workflow_task_state.approve(user=editor)
    update(submission=fresh(submission), data=listing_data(title="Not read by anyone"))
    close(submission)
    assert page_of(submission).current_workflow_state is None, "nothing is left to approve"
    manage.reopen(submission=fresh(submission))
    page = page_of(submission)
    assert (page.live, page.title) == (True, "As it was read")
    page.current_workflow_task_state.approve(user=editor)
    assert page_of(submission).title == "Not read by anyone"


def test_what_editors_put_up_and_took_down_again_is_not_the_employers_to_reopen(live):
    close(live)
    page_of(live).get_latest_revision().publish()
    page_of(live).unpublish()
    assert describe(fresh(live)).key == "taken_down"
    with pytest.raises(SubmissionRefused):
        manage.reopen(submission=fresh(live))


def test_what_was_given_back_is_not_reopened(live, client):
    """The employer's page was open from before."""
    close(live)
    refund(payment=payment_of(live), amount=9900, reason="Filled elsewhere.", user=None)
    answer = client.post(live.url_of("reopen"), follow=True)
    assert "no longer possible" in answer.content.decode()
    assert not page_of(live).live


@pytest.mark.parametrize("review", [None, "after"])
def test_what_the_board_keeps_up_after_a_refund_can_be_edited(db, sandbox, review):
    board = make_board(review=review)
    PaymentSettings.objects.create(site=board.site, full_refund=PaymentSettings.FullRefund.KEEP)
    submission = PaidSubmissionFactory(board=board)
    if review:
        page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    refund(payment=payment_of(submission), amount=9900, reason="Goodwill.", user=None)
    update(submission=fresh(submission), data=listing_data(title="A better title"))
    if review:
        page_of(submission).current_workflow_task_state.approve(user=make_editor(board, username="other"))
    page = page_of(submission)
    assert (page.live, page.title) == (True, "A better title")
    assert payment_of(submission).status == Payment.Status.REFUNDED


def test_closed_and_refunded_it_stays_closed(live):
    close(live)
    refund(payment=payment_of(live), amount=payment_of(live).amount, reason="A mistake.", user=None)
    with pytest.raises(SubmissionRefused):
        manage.reopen(submission=fresh(live))
    assert not page_of(live).live

"""The manage page promises only what this board does."""

import pytest

from jobs.listings.services.expiry import move_end
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.manage import close
from jobs.submissions.services.stage_view import describe
from tests.factories import (
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    page_of,
)

WAITS_FOR_EDITORS = "until the editors have reviewed the change"


def test_nobody_is_asked_for_money_while_the_editors_still_decide(db, client, sandbox):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board)
    stage = describe(submission)
    assert stage.key == "in_review"
    assert not may(submission, ActionKey.PAY)
    assert "pay once" in stage.explanation
    assert "Pay €" not in client.get(submission.get_absolute_url()).content.decode()

    page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    assert may(submission, ActionKey.PAY)


def test_who_has_paid_is_not_told_to_pay_after_the_review(db, sandbox):
    submission = PaidSubmissionFactory(board=make_board(review="after"))
    stage = describe(submission)
    assert stage.key == "in_review"
    assert not may(submission, ActionKey.PAY)
    assert "pay" not in stage.explanation


@pytest.mark.parametrize("review", [None, "after"])
def test_an_edit_of_what_is_live_waits_for_editors_only_where_there_are_some(db, client, sandbox, review):
    board = make_board(review=review)
    submission = PaidSubmissionFactory(board=board)
    if review:
        page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    html = client.get(f"{submission.get_absolute_url()}edit/").content.decode()
    assert (WAITS_FOR_EDITORS in html) == bool(review)
    assert ("at once" in html) != bool(review)


def test_the_steps_tell_what_is_done_what_is_on_and_what_comes(db, sandbox):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board)

    def steps():
        return [step.state for step in describe(Submission.objects.get(pk=submission.pk)).steps]

    # Saved, the review, the payment, live.
    assert steps() == ["done", "current", "upcoming", "upcoming"]
    page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    assert steps() == ["done", "done", "current", "upcoming"]


def test_what_an_editor_asks_to_change_is_a_problem_among_the_steps(db, sandbox):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board)
    page_of(submission).current_workflow_task_state.reject(user=make_editor(board), comment="Say where.")
    assert [step.state for step in describe(Submission.objects.get(pk=submission.pk)).steps][1] == "problem"


def test_a_listing_whose_time_is_up_has_ended_and_one_taken_down_is_closed(board, sandbox):
    ended, closed = (PaidSubmissionFactory(board=board) for _ in range(2))
    move_end(page=page_of(ended), end=page_of(ended).first_published_at)
    close(submission=closed, reason="withdrawn")
    assert describe(ended).steps[-1].name == "Ended"
    assert describe(closed).steps[-1].name == "Closed"


def test_what_an_editor_took_down_is_not_the_employers_to_reopen(board, client, sandbox):
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).unpublish()
    stage = describe(submission)
    assert not may(submission, ActionKey.REOPEN)
    assert "taken" in stage.title
    assert "Reopen" not in client.get(submission.get_absolute_url()).content.decode()

"""One approval is enough for the text that the editor has seen, and none counts for another text."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from jobs.submissions.services.submission import update
from payments.services.settlement import confirm
from tests.factories import (
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)


def edit(submission, title):
    update(submission=submission, data=listing_data(title=title))


def approve_url(submission):
    """Where the button on the editor's dashboard leads."""
    state = page_of(submission).current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[submission.page_id, "approve", state.pk])


@pytest.fixture(params=["before", "after"])
def board(request, db):
    return make_board(review=request.param)


@pytest.fixture
def editor(board, client: Client) -> Client:
    client.force_login(make_editor(board))
    return client


def test_an_edit_in_mid_review_is_approved_once(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board)
    edit(submission, "A better title")
    editor.post(approve_url(submission))
    assert page_of(submission).live
    assert page_of(submission).title == "A better title"


def test_an_approval_of_what_was_read_before_the_edit_does_nothing(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board)
    seen = approve_url(submission)
    edit(submission, "What nobody has read")
    editor.post(seen)
    assert not page_of(submission).live
    assert approve_url(submission) != seen
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    assert waiting.get().revision == page_of(submission).get_latest_revision()


def test_an_editors_own_correction_is_approved_with_it(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board)
    page = page_of(submission).get_latest_revision_as_object()
    page.title = "Corrected by the editor"
    page.save_revision(user=editor_of(board))
    editor.post(approve_url(submission))
    assert page_of(submission).live
    assert page_of(submission).title == "Corrected by the editor"


def test_a_correction_by_somebody_who_reviews_nothing_is_reviewed(board, editor, sandbox):
    submission = PaidSubmissionFactory(board=board)
    seen = approve_url(submission)
    page = page_of(submission).get_latest_revision_as_object()
    page.title = "What nobody has read"
    page.save_revision(user=make_editor(make_board(hostname="other.example", name="Other")))
    editor.post(seen)
    assert not page_of(submission).live


def test_an_edit_after_the_approval_goes_back_to_review_before_it_is_paid(db, client, pay):
    board = make_board(review="before")
    client.force_login(make_editor(board))
    submission = UnpaidSubmissionFactory(board=board)
    client.post(approve_url(submission))
    edit(submission, "What nobody has read")
    assert page_of(submission).current_workflow_task.specific == board.review_task
    client.post(approve_url(submission))
    pay(submission)
    confirm(payment=payment_of(submission))
    assert page_of(submission).title == "What nobody has read"
    assert page_of(submission).live


def test_edits_of_a_draft_that_only_waits_for_money_leave_no_trace_in_the_workflow(db, board):
    board = make_board(hostname="third.example", name="Third")
    submission = UnpaidSubmissionFactory(board=board)
    edit(submission, "A better title")
    assert page_of(submission).current_workflow_state.task_states.count() == 1


def editor_of(board):
    return board.editors.user_set.first()

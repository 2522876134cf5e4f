"""Payment and review in either order, and edits at every point of the way: nothing unseen goes live."""

import pytest
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowState

from home.models import HomePage
from jobs.listings.models import JobIndexPage
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.manage import publish_free
from jobs.submissions.services.refusals import NO_PAYMENT_TASK, SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import submit, update
from payments.models import Payment
from payments.services.settlement import confirm
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

ROBIN = "robin@wagonworks.example"
DESK = "desk@consolecowboys.example"


def stage(submission):
    return describe(Submission.objects.get(pk=submission.pk)).key


def task(submission):
    return page_of(submission).current_workflow_task.specific


def approve(submission, user):
    page_of(submission).current_workflow_task_state.approve(user=user)


def settle(submission, pay):
    pay(submission)
    confirm(payment=payment_of(submission))


def edit(submission, title):
    update(submission=submission, data=listing_data(title=title, contact_email=ROBIN))


def test_payment_alone(board, pay, mailbox):
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert stage(submission) == "awaiting_payment"
    assert task(submission) == board.payment_task
    settle(submission, pay)
    assert stage(submission) == "live"
    assert page_of(submission).current_workflow_state is None
    assert mailbox.kinds(ROBIN) == ["draft_saved", "receipt", "live"]


def test_payment_then_review(db, pay, mailbox):
    board = make_board(review="after")
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert stage(submission) == "awaiting_payment"
    settle(submission, pay)
    assert stage(submission) == "in_review"
    assert task(submission) == board.review_task
    assert not page_of(submission).live
    assert mailbox.kinds(ROBIN) == ["draft_saved", "receipt"]
    approve(submission, make_editor(board))
    assert stage(submission) == "live"
    assert mailbox.kinds(ROBIN) == ["draft_saved", "receipt", "live"]


def test_review_then_payment(db, pay, mailbox):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert stage(submission) == "in_review"
    assert mailbox.kinds(ROBIN) == ["draft_saved"]
    approve(submission, make_editor(board))
    assert stage(submission) == "awaiting_payment"
    assert task(submission) == board.payment_task
    assert mailbox.kinds(ROBIN) == ["draft_saved", "pay_link"]
    assert submission.token in mailbox.one("pay_link").message
    settle(submission, pay)
    assert stage(submission) == "live"
    assert mailbox.kinds(ROBIN) == ["draft_saved", "pay_link", "receipt", "live"]


def test_review_of_what_is_paid_already_asks_for_nothing(db, pay, mailbox):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    settle(submission, pay)
    assert stage(submission) == "in_review"
    assert not page_of(submission).live
    approve(submission, make_editor(board))
    assert stage(submission) == "live"
    assert "pay_link" not in mailbox.kinds(ROBIN)


def test_edit_before_paying_is_what_is_published(board, pay):
    submission = UnpaidSubmissionFactory(board=board)
    edit(submission, "A better title")
    assert stage(submission) == "awaiting_payment"
    settle(submission, pay)
    assert page_of(submission).title == "A better title"
    assert page_of(submission).live


@pytest.mark.parametrize("review", ["before", "after"])
def test_edit_in_mid_review_is_reviewed_again(db, sandbox, review):
    board = make_board(review=review)
    submission = PaidSubmissionFactory(board=board, title="What the editor read")
    editor = make_editor(board)
    seen = page_of(submission).current_workflow_task_state
    edit(submission, "What nobody has read")
    seen.approve(user=editor)
    assert not page_of(submission).live
    assert stage(submission) == "in_review"
    assert task(submission) == board.review_task
    approve(submission, editor)
    assert page_of(submission).live
    assert page_of(submission).title == "What nobody has read"


def test_edit_between_approval_and_payment_is_reviewed_again(db, pay):
    board = make_board(review="before")
    submission = UnpaidSubmissionFactory(board=board, title="What the editor read")
    approve(submission, make_editor(board))
    edit(submission, "What nobody has read")
    settle(submission, pay)
    page = page_of(submission)
    assert not page.live
    assert task(submission) == board.review_task
    assert stage(submission) == "in_review"
    approve(submission, make_editor(board))
    assert page_of(submission).live
    assert page_of(submission).title == "What nobody has read"


def test_a_debit_that_is_on_its_way_is_not_asked_for_again(db, sandbox, mailbox):
    board = make_board(review="before")
    editor = make_editor(board)
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    approve(submission, editor)
    session = open_checkout(payment_of(submission))
    edit(submission, "Edited, with the payment page open")
    sandbox.pay_by_debit(session)
    confirm(payment=payment_of(submission))
    approve(submission, editor)
    assert stage(submission) == "payment_processing"
    assert mailbox.kinds(ROBIN).count("pay_link") == 1
    sandbox.settle_debit(session)
    confirm(payment=payment_of(submission))
    assert page_of(submission).title == "Edited, with the payment page open"
    assert page_of(submission).live


@pytest.mark.parametrize("review", ["before", "after"])
def test_live_stays_as_it_is_while_its_edit_is_reviewed(db, sandbox, client, review):
    board = make_board(review=review)
    submission = PaidSubmissionFactory(board=board, title="What readers know")
    approve(submission, make_editor(board))
    before = page_of(submission)
    edit(submission, "What nobody has read")
    page = page_of(submission)
    assert (page.live, page.title) == (True, "What readers know")
    assert page.expire_at == before.expire_at
    assert stage(submission) == "live_edit_in_review"
    assert "What nobody has read" not in client.get(page.url).content.decode()
    approve(submission, make_editor(board))
    assert page_of(submission).title == "What nobody has read"
    assert page_of(submission).expire_at == before.expire_at
    assert stage(submission) == "live"


def test_two_edits_of_a_live_listing_are_one_review(db, sandbox):
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board)
    editor = make_editor(board)
    approve(submission, editor)
    edit(submission, "First")
    edit(submission, "Second")
    while page_of(submission).current_workflow_state is not None:
        assert page_of(submission).title not in ("First", "Second")
        approve(submission, editor)
    assert page_of(submission).title == "Second"


def test_edit_of_a_live_listing_without_review_is_live_at_once(board, sandbox, mailbox):
    submission = PaidSubmissionFactory(board=board, contact_email=ROBIN)
    edit(submission, "A better title")
    page = page_of(submission)
    assert (page.live, page.title) == (True, "A better title")
    assert mailbox.kinds(ROBIN).count("live") == 1
    assert mailbox.kinds(DESK) == ["new_paid_listing"]


@pytest.mark.parametrize("review", ["before", "after"])
def test_changes_requested_and_made(db, sandbox, mailbox, review):
    board = make_board(review=review)
    submission = PaidSubmissionFactory(board=board, contact_email=ROBIN)
    state = page_of(submission).current_workflow_task_state
    state.reject(user=make_editor(board), comment="Say what it pays.")
    assert stage(submission) == "changes_requested"
    assert describe(submission).comment == "Say what it pays."
    assert "Say what it pays." in mailbox.one("changes_requested").message
    edit(submission, "It pays well")
    assert stage(submission) == "in_review"
    assert task(submission) == board.review_task
    assert not page_of(submission).live
    approve(submission, make_editor(board))
    assert page_of(submission).title == "It pays well"
    assert page_of(submission).live


def test_asked_twice_is_mailed_twice(db, sandbox, mailbox):
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board, contact_email=ROBIN)
    for comment in ("Say what it pays.", "And where it is."):
        page_of(submission).current_workflow_task_state.reject(user=make_editor(board), comment=comment)
        edit(submission, "Better")
    assert mailbox.kinds(ROBIN).count("changes_requested") == 2


@pytest.mark.parametrize("review", [None, "after"])
def test_board_without_a_payment_task_takes_no_paid_listing(db, mailbox, review):
    board = make_board(payment=False, review=review)
    with pytest.raises(SubmissionRefused, match=str(NO_PAYMENT_TASK)):
        UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    assert not Submission.objects.exists()
    assert not Payment.objects.exists()
    assert mailbox.kinds(ROBIN) == []


def test_board_without_a_payment_task_still_takes_free_listings(db):
    board = make_board(payment=False, review="after")
    submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    approve(submission, make_editor(board))
    assert page_of(submission).live


def test_a_workflow_without_tasks_leaves_a_free_listing_to_the_emailed_link(db):
    board = make_board(payment=False)
    submission = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    assert not page_of(submission).live
    publish_free(submission=submission)
    assert page_of(submission).live


def test_disabled_workflow_or_task_takes_no_paid_listing(board):
    plan = PlanFactory(site=board.site)
    board.payment_task.deactivate()
    with pytest.raises(SubmissionRefused):
        submit(site=board.site, plan=plan, data=listing_data())
    type(board.payment_task).objects.update(active=True)
    submit(site=board.site, plan=plan, data=listing_data())
    board.workflow.deactivate()
    with pytest.raises(SubmissionRefused):
        submit(site=board.site, plan=plan, data=listing_data())


def test_new_board_takes_paid_listings_from_the_start(db):
    """As an editor makes it: pages and a Site, below a root that has Wagtail's own workflow of old."""
    made = make_board()
    root = Page.objects.get(pk=made.home.get_parent().pk)
    moderation = Workflow.objects.create(name="Moderators approval")
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": moderation})
    home = root.add_child(instance=HomePage(title="Goodproof", slug="goodproof"))
    index = home.add_child(instance=JobIndexPage(title="Jobs", slug="jobs"))
    made.site.root_page = home
    made.site.save()
    made.index = index
    submission = UnpaidSubmissionFactory(board=made)
    assert page_of(submission).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert page_of(submission).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert may(submission, ActionKey.PAY)

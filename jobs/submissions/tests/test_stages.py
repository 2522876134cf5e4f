"""The manage page reads the stage of one page; the editors' list asks for it in SQL. Both must agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from django.utils.text import capfirst

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.manage import close
from jobs.submissions.services.mine import listings_of
from jobs.submissions.services.moderation import decline
from jobs.submissions.services.post_again import post_again
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.stages import ENDS_SOON_DAYS, Stage, stage_of, with_stage
from jobs.submissions.services.submission import update
from jobs.submissions.views.returning import path_back
from payments.models import Problem
from payments.services.problems import open_problem
from payments.services.refunds import refund
from tests.factories import (
    Board,
    ClosedJobFactory,
    DraftJobFactory,
    ExpiredJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    TimeIsUpJobFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

DAY = timedelta(days=1)


@pytest.fixture
def board(db) -> Board:
    return make_board(review="after")


@pytest.fixture
def live(board, sandbox) -> Submission:
    """Paid and approved."""
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    return Submission.objects.get(pk=submission.pk)


@pytest.fixture
def paid(board, sandbox) -> Submission:
    return PaidSubmissionFactory(board=board)


@pytest.fixture
def unpaid(board) -> Submission:
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def reach(request, board, sandbox) -> Callable[[Stage], JobPage]:
    """Bring a listing to a stage, the way it gets there."""

    def reach(stage: Stage) -> JobPage:
        match stage:
            case Stage.DRAFT:
                return DraftJobFactory(board=board)
            case Stage.AWAITING_PAYMENT:
                return page_of(request.getfixturevalue("unpaid"))
            case Stage.PAYMENT_PROCESSING:
                submission = request.getfixturevalue("unpaid")
                sandbox.pay_by_debit(open_checkout(payment_of(submission)))
                request.getfixturevalue("client").get(path_back(payment_of(submission), "paid"))
            case Stage.IN_REVIEW:
                submission = request.getfixturevalue("paid")
            case Stage.CHANGES_REQUESTED:
                submission = request.getfixturevalue("paid")
                page_of(submission).current_workflow_task_state.reject(
                    user=make_editor(board), comment="Pay?"
                )
            case Stage.SCHEDULED:
                submission = request.getfixturevalue("paid")
                JobPage.objects.filter(pk=submission.page_id).update(go_live_at=timezone.now() + DAY)
                page = page_of(submission)
                page.go_live_at = timezone.now() + DAY
                page.save_revision(user=(editor := make_editor(board)))
                page_of(submission).current_workflow_task_state.approve(user=editor)
            case Stage.LIVE:
                submission = request.getfixturevalue("live")
            case Stage.LIVE_EDIT_IN_REVIEW:
                submission = request.getfixturevalue("live")
                update(submission=submission, data=listing_data(title="Another"))
            case Stage.EXPIRING:
                submission = request.getfixturevalue("live")
                end = timezone.now() + timedelta(days=ENDS_SOON_DAYS) - timedelta(minutes=1)
                JobPage.objects.filter(pk=submission.page_id).update(expire_at=end)
            case Stage.EXPIRED:
                submission = request.getfixturevalue("live")
                JobPage.objects.filter(pk=submission.page_id).update(expire_at=timezone.now() - DAY)
            case Stage.CLOSED:
                submission = request.getfixturevalue("live")
                close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
            case Stage.TAKEN_DOWN:
                submission = request.getfixturevalue("live")
                page_of(submission).unpublish()
            case Stage.DECLINED:
                submission = request.getfixturevalue("unpaid")
                decline(page=page_of(submission), user=make_editor(board, refunds=True), reason="Not a job.")
            case Stage.REFUNDED:
                submission = request.getfixturevalue("live")
                refund(payment=payment_of(submission), amount=9900, reason="A mistake.", user=None)
            case Stage.ATTENTION:
                submission = request.getfixturevalue("unpaid")
                open_problem(
                    payment=payment_of(submission), kind=Problem.Kind.AMOUNT_MISMATCH, detail="9900, not 4900"
                )
        return page_of(submission)

    return reach


def in_sql(page: JobPage) -> str:
    return str(with_stage(JobPage.objects.all()).get(pk=page.pk).stage)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_the_same_on_the_manage_page_and_in_the_editors_list(stage, reach, board, client):
    page = reach(stage)
    LiveJobFactory(board=board, title="Another listing, always live")
    assert (stage_of(page), in_sql(page)) == (stage, stage)
    if stage != Stage.DRAFT:
        assert describe(Submission.objects.get(page=page)).key == stage
    client.force_login(make_editor(board))
    rows = rows_of(client, stage=str(stage))
    assert [row for row in rows if page.get_admin_display_title() in row and str(stage.label) in row]
    assert len(rows) == (2 if stage == Stage.LIVE else 1)


def rows_of(client: Client, **filters: str | list[str]) -> list[str]:
    html = BeautifulSoup(client.get("/admin/listings/", filters).content, "html.parser")
    return [row.get_text(" ", strip=True) for row in html.select("table.listing tbody tr")]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DRAFT])
def test_what_is_possible_is_the_same_on_the_manage_page_and_in_my_listings(stage, reach, board):
    submission = Submission.objects.get(page=reach(stage))
    [row], _has_more = listings_of(board.site, submission.contact_email)
    assert row.stage == capfirst(stage.label)
    assert bool(row.renew_url) == may(submission, ActionKey.RENEW)
    assert bool(row.again_url) == may(submission, ActionKey.POST_AGAIN)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in (Stage.DRAFT, Stage.ATTENTION)])
def test_a_listing_of_any_stage_is_posted_again_and_stays_as_it_is(stage, reach, board):
    submission = Submission.objects.get(page=reach(stage))
    old = page_of(submission)
    assert ActionKey.POST_AGAIN in [action.key for action in describe(submission).actions]
    again = post_again(submission=submission, nonce=None)
    page = page_of(again)
    assert (page.title, stage_of(page)) == (old.draft_title, Stage.AWAITING_PAYMENT)
    assert (page.first_published_at, page.expire_at) == (None, None)
    assert JobPage.objects.filter(pk=old.pk).values().get() == values_of(old)
    assert stage_of(page_of(submission)) == stage


def values_of(page: JobPage) -> dict[str, object]:
    return {field.attname: getattr(page, field.attname) for field in JobPage._meta.concrete_fields}


@pytest.mark.parametrize(
    ("factory", "stage"),
    [
        (DraftJobFactory, Stage.DRAFT),
        (LiveJobFactory, Stage.LIVE),
        (TimeIsUpJobFactory, Stage.EXPIRED),
        (ExpiredJobFactory, Stage.EXPIRED),
        (ClosedJobFactory, Stage.TAKEN_DOWN),
    ],
)
def test_editors_own_listings_have_the_same_stages_without_a_submission(board, factory, stage):
    page = JobPage.objects.get(pk=factory(board=board).pk)
    assert (stage_of(page), in_sql(page)) == (stage, stage)


def test_a_listing_in_review_before_its_payment(db):
    page = page_of(UnpaidSubmissionFactory(board=make_board(review="before")))
    assert (stage_of(page), in_sql(page)) == (Stage.IN_REVIEW, Stage.IN_REVIEW)


def test_a_dispute_does_not_change_the_stage_of_a_listing_that_was_published(live):
    open_problem(payment=payment_of(live), kind=Problem.Kind.DISPUTED, detail="dp_1")
    page_of(live).unpublish()
    page = page_of(live)
    assert (stage_of(page), in_sql(page)) == (Stage.TAKEN_DOWN, Stage.TAKEN_DOWN)


def test_several_stages_can_be_chosen_at_once(board, live, client):
    DraftJobFactory(board=board, title="A draft")
    ExpiredJobFactory(board=board, title="Over")
    client.force_login(make_editor(board))
    rows = rows_of(client, stage=["draft", "live"])
    assert len(rows) == 2 and not any("Over" in row for row in rows)


@pytest.mark.parametrize("cron", [True, False])
def test_a_dispute_does_not_hide_that_the_time_is_up(live, cron):
    open_problem(payment=payment_of(live), kind=Problem.Kind.DISPUTED, detail="dp_1")
    JobPage.objects.filter(pk=live.page_id).update(expire_at=timezone.now() - DAY)
    if cron:
        page_of(live).unpublish(set_expired=True)
    page = page_of(live)
    assert (stage_of(page), in_sql(page)) == (Stage.EXPIRED, Stage.EXPIRED)

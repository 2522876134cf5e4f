"""How long a listing is up: from its publication, by the minute, and by nothing an edit says."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from jobs.listings.models import JobBoardSettings, JobPage
from jobs.listings.services.expiry import move_end
from jobs.submissions.models import Submission
from jobs.submissions.services.manage import close, reopen
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import update
from payments.services.settlement import confirm
from tests.factories import (
    ClosedJobFactory,
    DraftJobFactory,
    ExpiredJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    TimeIsUpJobFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)

DAY = timedelta(days=1)


def in_(time):
    return time_machine.travel(timezone.now() + time)


def lasts(page):
    """How long from its publication."""
    assert isinstance(page.expire_at, datetime)
    return page.expire_at - page.last_published_at


def about(time):
    return pytest.approx(time.total_seconds(), abs=5)


def test_days_are_those_of_the_plan(board, sandbox):
    submission = PaidSubmissionFactory(board=board, plan=PlanFactory(site=board.site, days=14))
    assert lasts(page_of(submission)).total_seconds() == about(14 * DAY)


def test_later_change_of_the_plan_changes_nothing(board, pay):
    plan = PlanFactory(site=board.site, days=14)
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    plan.days = 90
    plan.save()
    pay(submission)
    confirm(payment=payment_of(submission))
    assert lasts(page_of(submission)).total_seconds() == about(14 * DAY)


def test_editors_listing_has_the_boards_days(board):
    JobBoardSettings.objects.update(default_days=45)
    assert lasts(LiveJobFactory(board=board)).total_seconds() == about(45 * DAY)


def test_neither_waiting_for_payment_nor_review_eats_days(db, pay):
    board = make_board(review="after")
    submission = UnpaidSubmissionFactory(board=board)
    with in_(5 * DAY):
        pay(submission)
        confirm(payment=payment_of(submission))
        assert page_of(submission).expire_at is None
    with in_(12 * DAY):
        page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
        page = page_of(submission)
        assert (page.expire_at - timezone.now()).total_seconds() == about(30 * DAY)


def test_schedule_does_not_eat_days(board):
    page = DraftJobFactory(board=board)
    page.go_live_at = timezone.now() + 7 * DAY
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    with in_(8 * DAY):
        call_command("publish_scheduled")
        page.refresh_from_db()
        assert page.live
        assert (page.expire_at - timezone.now()).total_seconds() == about(30 * DAY)


def test_edits_never_move_the_end(board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    before = page_of(submission).expire_at
    with in_(10 * DAY):
        update(submission=submission, data=listing_data(title="Edited"))
        assert page_of(submission).title == "Edited"
        assert page_of(submission).expire_at == before


def test_what_a_revision_says_of_the_end_is_not_listened_to(board):
    page = LiveJobFactory(board=board)
    before = page.expire_at
    page.expire_at = timezone.now() + 300 * DAY
    Revision.objects.get(pk=page.save_revision().pk).publish()
    assert JobPage.objects.get(pk=page.pk).expire_at == before


def test_return_to_an_older_text_keeps_a_moved_end(board):
    page = LiveJobFactory(board=board)
    old = page.get_latest_revision()
    end = timezone.now() + 60 * DAY
    move_end(page=page, end=end)
    page = JobPage.objects.get(pk=page.pk)
    page.title = "Newer"
    page.save_revision().publish()
    old.as_object().save_revision(previous_revision=old).publish(previous_revision=old)
    page.refresh_from_db()
    assert page.title != "Newer"
    assert page.expire_at == end


def test_an_edit_that_is_published_in_the_moment_of_a_renewal(board):
    """The editor's browser sent the form, and the listing was read, just before."""
    revision = LiveJobFactory(board=board).save_revision()
    page = revision.content_object
    end = timezone.now() + 60 * DAY
    move_end(page=page, end=end)
    revision.publish()
    assert JobPage.objects.get(pk=page.pk).expire_at == end


def test_renewed_in_the_moment_the_clock_takes_it_down(board):
    """Wagtail reads all that is over first, and takes it down one after the other."""
    page = TimeIsUpJobFactory(board=board)
    read_before = Page.objects.get(pk=page.pk)
    end = timezone.now() + 30 * DAY
    move_end(page=page, end=end)
    read_before.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    page.refresh_from_db()
    assert (page.is_readable, page.expired, page.expire_at) == (True, False, end)


def test_old_text_does_not_revive_an_expired_listing(board):
    page = ExpiredJobFactory(board=board)
    page.get_latest_revision_as_object().save_revision()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_gone_by_the_minute_before_any_job_has_run(board, client):
    page = LiveJobFactory(board=board)
    assert client.get(page.url).status_code == 200
    with in_(30 * DAY + timedelta(minutes=1)):
        assert JobPage.objects.filter(live=True).exists()
        assert not JobPage.objects.live().exists()
        assert client.get(page.url).status_code == 410
        assert page.title not in client.get("/jobs/").content.decode()
        assert page.title not in client.get("/").content.decode()
        assert page.url not in client.get("/sitemap.xml").content.decode()
        call_command("publish_scheduled")
        page.refresh_from_db()
        assert (page.live, page.expired) == (False, True)
        assert client.get(page.url).status_code == 410


@pytest.mark.parametrize("factory", [ClosedJobFactory, ExpiredJobFactory, TimeIsUpJobFactory])
def test_closed_listing_tells_so_and_what_else_there_is(board, client, factory):
    other = LiveJobFactory(board=board)
    page = factory(board=board)
    answer = client.get(page.url)
    assert answer.status_code == 410
    assert page.title in answer.content.decode()
    assert other.title in answer.content.decode()
    assert page.apply_url not in answer.content.decode()


def test_never_published_is_not_found(board, client, sandbox):
    draft = DraftJobFactory(board=board)
    unpaid = page_of(UnpaidSubmissionFactory(board=board))
    for page in (draft, unpaid):
        assert client.get(page.url).status_code == 404


def test_scheduled_is_not_found(board, client):
    page = DraftJobFactory(board=board)
    page.go_live_at = timezone.now() + 7 * DAY
    page.save_revision().publish()
    assert client.get(page.url).status_code == 404


@pytest.fixture
def live(board, sandbox):
    return PaidSubmissionFactory(board=board, title="As readers know it")


def test_close_and_reopen(live, client):
    page = page_of(live)
    close(submission=live, reason=Submission.CloseReason.FILLED_HERE)
    assert client.get(page.url).status_code == 410
    closed = Submission.objects.get(pk=live.pk)
    assert (closed.close_reason, describe(closed).key) == ("filled_here", "closed")
    with in_(3 * DAY):
        reopen(submission=closed)
        assert client.get(page.url).status_code == 200
    again = page_of(live)
    assert (again.title, again.expire_at) == (page.title, page.expire_at)
    assert Submission.objects.get(pk=live.pk).closed_at is None


def test_reopening_gives_no_new_days(live):
    close(submission=live, reason=Submission.CloseReason.WITHDRAWN)
    with in_(31 * DAY), pytest.raises(SubmissionRefused):
        reopen(submission=Submission.objects.get(pk=live.pk))
    assert not page_of(live).live


def test_reopening_shows_nothing_that_nobody_has_reviewed(db, sandbox):
    board = make_board(review="after")
    live = PaidSubmissionFactory(board=board, title="As readers know it")
    page_of(live).current_workflow_task_state.approve(user=make_editor(board))
    update(submission=live, data=listing_data(title="What nobody has read"))
    close(submission=live, reason=Submission.CloseReason.WITHDRAWN)
    reopen(submission=Submission.objects.get(pk=live.pk))
    page = page_of(live)
    assert (page.live, page.title) == (True, "As readers know it")
    assert page.current_workflow_task.specific == board.review_task
    page.current_workflow_task_state.approve(user=make_editor(board))
    assert page_of(live).title == "What nobody has read"


def test_what_cannot_be_closed_or_reopened(board, live):
    unpaid = UnpaidSubmissionFactory(board=board)
    with pytest.raises(SubmissionRefused):
        close(submission=unpaid, reason=Submission.CloseReason.WITHDRAWN)
    with pytest.raises(SubmissionRefused):
        reopen(submission=live)
    close(submission=live, reason=Submission.CloseReason.WITHDRAWN)
    with pytest.raises(SubmissionRefused):
        close(submission=live, reason=Submission.CloseReason.WITHDRAWN)
    with pytest.raises(SubmissionRefused):
        update(submission=live, data=listing_data())


def test_taken_down_by_an_editor_is_not_reopened_by_its_employer(live):
    page_of(live).unpublish()
    with pytest.raises(SubmissionRefused):
        reopen(submission=Submission.objects.get(pk=live.pk))


def test_a_copy_has_a_time_of_its_own(board):
    page = LiveJobFactory(board=board)
    copy = page.copy(update_attrs={"slug": "the-same"}, keep_live=False)
    assert (copy.expire_at, copy.first_published_at, copy.live) == (None, None, False)
    with in_(20 * DAY):
        copy.get_latest_revision().publish()
        copy.refresh_from_db()
        assert (copy.expire_at - timezone.now()).total_seconds() == about(30 * DAY)

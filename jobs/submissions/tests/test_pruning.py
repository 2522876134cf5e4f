"""Drafts nobody paid for go; whatever money may still come in for stays."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import PostingSettings
from jobs.submissions.services import pruning
from jobs.submissions.services.manage import change_plan
from jobs.submissions.services.submission import update
from payments.models import Payment, Problem
from payments.services.checkout import close_checkout
from payments.services.problems import resolve
from tests.factories import (
    DraftJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def later():
    """A day after an unpaid draft's time."""
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        yield


def kept(submission):
    return JobPage.objects.filter(pk=submission.page_id).exists()


def test_unpaid_draft_goes_and_its_payment_is_cancelled(submission, later):
    payment = payment_of(submission)
    call_command("prune_drafts")
    assert not kept(submission)
    payment.refresh_from_db()
    assert (payment.status, payment.page) == (Payment.Status.CANCELLED, None)


def test_before_its_time_it_stays(submission):
    PostingSettings.objects.update(draft_keep_days=60)
    with time_machine.travel(timezone.now() + timedelta(days=59)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_what_was_edited_lately_stays(submission):
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        update(submission=submission, data=listing_data())
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0


@pytest.mark.parametrize("status", ["processing", "cancelled", "waived"])
def test_only_what_is_open_goes(submission, later, status):
    Payment.objects.update(status=status, waived_reason="A charity.")
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_paid_and_editors_listings_stay(board, sandbox, later):
    paid = PaidSubmissionFactory(board=board)
    draft = DraftJobFactory(board=board)
    assert pruning.prune_drafts() == 0
    assert kept(paid)
    assert JobPage.objects.filter(pk=draft.pk).exists()


def test_what_was_paid_for_by_an_older_plan_stays(board, submission, sandbox, deliver_webhooks):
    """Its old payment page was paid after all, and a person has yet to say what becomes of it."""
    old, session = payment_of(submission), open_checkout(payment_of(submission))
    old.attempts.update(status="failed")
    change_plan(submission=submission, plan=PlanFactory(site=board.site, amount=19900))
    sandbox.pay(session)
    deliver_webhooks()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_a_wrong_sum_that_was_accepted_keeps_it(board, submission, sandbox, pay, deliver_webhooks):
    """Marked as settled, and the waiver that goes with it was forgotten."""
    pay(submission)
    Payment.objects.update(amount=19900)
    deliver_webhooks()
    payment = payment_of(submission)
    resolve(problem=payment.problems.open().get(), user=make_editor(board), how="It will do.")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_what_a_person_has_to_look_at_stays(submission, later):
    """Another sum was charged than was owed: the editors may yet accept it."""
    Problem.objects.create(payment=Payment.objects.get(), kind=Problem.Kind.AMOUNT_MISMATCH)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_its_payment_page_is_closed_first(submission, sandbox, later):
    session = open_checkout(payment_of(submission))
    assert pruning.prune_drafts() == 1
    assert sandbox.session(session)["status"] == "expired"


def test_paid_in_the_last_moment_is_published_instead(submission, pay, later):
    pay(submission)
    assert pruning.prune_drafts() == 0
    assert page_of(submission).live


def test_stripe_out_of_reach_keeps_it(submission, sandbox, later):
    open_checkout(payment_of(submission))
    sandbox.faults.set("server_error", times=None)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_payment_page_opened_meanwhile_keeps_it(submission, monkeypatch, later):
    """The employer presses Pay between the closing of the old page and the deletion."""

    def close_and_press_pay(*, payment):
        close_checkout(payment=payment)
        open_checkout(payment)

    monkeypatch.setattr(pruning, "close_checkout", close_and_press_pay)
    assert pruning.prune_drafts() == 0
    assert kept(submission)


def test_each_boards_drafts_are_kept_for_its_own_days(board, second_board, sandbox, later):
    """31 days later: the one keeps drafts for 10 days, the other for 60."""
    drafts = []
    for site, days in ((board, 10), (second_board, 60)):
        PostingSettings.objects.filter(site=site.site).update(draft_keep_days=days)
        with time_machine.travel(timezone.now() - timedelta(days=31)):
            drafts.append(UnpaidSubmissionFactory(board=site))
    call_command("prune_drafts")
    assert [kept(draft) for draft in drafts] == [False, True]

"""What is paid for after the listing has moved on: given to what is there, or a person is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.purchases import buy
from jobs.submissions.services.stage_view import describe
from payments.models import Payment, Problem
from payments.services.problems import resolve
from payments.services.reconcile import reconcile
from payments.services.refunds import refund
from payments.services.settlement import confirm
from tests.factories import (
    FeaturedPlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    make_editor,
    open_checkout,
    page_of,
)

RENEWAL, UPGRADE = Payment.Purpose.RENEWAL, Payment.Purpose.UPGRADE
PUBLISH_FAILED = Problem.Kind.PUBLISH_FAILED


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site)


@pytest.fixture
def submission(board, plan, sandbox):
    return PaidSubmissionFactory(board=board, plan=plan)


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def choose(submission, plan, purpose=RENEWAL):
    return buy(submission=fresh(submission), plan=plan, purpose=purpose).payment


def close(submission):
    manage.close(submission=fresh(submission), reason=Submission.CloseReason.FILLED_ELSEWHERE)


@pytest.fixture
def renewed_while_taken_down(submission, plan, sandbox):
    """The payment page was open when editors took the listing down."""
    payment = choose(submission, plan)
    session = open_checkout(payment)
    page_of(submission).unpublish()
    sandbox.pay(session)
    return confirm(payment=payment)


def test_what_editors_took_down_is_not_put_up_by_paying(submission, renewed_while_taken_down, mailbox):
    end = page_of(submission).expire_at
    payment = renewed_while_taken_down
    assert (payment.status, payment.open_kinds) == (Payment.Status.PAID, [PUBLISH_FAILED])
    reconcile()
    page = page_of(submission)
    assert (page.live, page.expire_at) == (False, end)
    assert describe(fresh(submission)).key == "attention"
    assert "renewed" not in mailbox.kinds()
    refund(payment=payment, amount=9900, reason="It stays down.", user=None)
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Payment.Status.REFUNDED, [])
    assert page_of(submission).expire_at == end


def test_it_is_renewed_when_editors_put_it_up_again(submission, renewed_while_taken_down):
    end = page_of(submission).expire_at
    page_of(submission).get_latest_revision().publish()
    assert not reconcile().needs_a_person
    assert page_of(submission).expire_at == end + timedelta(days=30)


def test_what_was_not_given_is_not_forgotten_over_a_refund_that_failed(
    board, submission, renewed_while_taken_down, sandbox, deliver_webhooks
):
    end = page_of(submission).expire_at
    payment = renewed_while_taken_down
    row = refund(payment=payment, amount=4000, reason="A part of it.", user=None)
    sandbox.fail_refund(row.refund_id)
    deliver_webhooks()
    payment.refresh_from_db()
    assert payment.open_kinds == [Problem.Kind.REFUND_FAILED, PUBLISH_FAILED]
    failed = payment.problems.open().get(kind=Problem.Kind.REFUND_FAILED)
    resolve(problem=failed, user=make_editor(board), how="It stays here.")
    payment.refresh_from_db()
    assert payment.open_kinds == [PUBLISH_FAILED]
    page_of(submission).get_latest_revision().publish()
    assert not reconcile().needs_a_person
    assert page_of(submission).expire_at == end + timedelta(days=30)


def test_a_better_place_paid_for_when_the_time_was_up(board, submission, sandbox):
    payment = choose(submission, FeaturedPlanFactory(site=board.site), UPGRADE)
    session = open_checkout(payment)
    JobPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    sandbox.pay(session)
    assert confirm(payment=payment).open_kinds == [PUBLISH_FAILED]
    assert not page_of(submission).featured


def test_closed_while_the_debit_was_on_its_way(submission, plan, sandbox, deliver_webhooks):
    """The job is filled; the days that arrive later must not put it up again."""
    end = page_of(submission).expire_at
    session = sandbox.pay_by_debit(open_checkout(choose(submission, plan)))
    deliver_webhooks()
    close(submission)
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    page = page_of(submission)
    assert (page.live, page.expire_at) == (False, end + timedelta(days=30))
    assert Payment.objects.get(purpose=RENEWAL).open_kinds == []
    assert describe(fresh(submission)).key == "closed"
    assert may(submission, ActionKey.REOPEN)


def test_closed_and_given_back_while_the_debit_was_on_its_way(submission, plan, sandbox, deliver_webhooks):
    """Days that nobody can use: a listing whose posting went back cannot be reopened."""
    end = page_of(submission).expire_at
    session = sandbox.pay_by_debit(open_checkout(choose(submission, plan)))
    deliver_webhooks()
    close(submission)
    posting = Payment.objects.get(purpose=Payment.Purpose.POSTING)
    refund(payment=posting, amount=9900, reason="Found somebody on the first day.", user=None)
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    renewal = Payment.objects.get(purpose=RENEWAL)
    assert (renewal.status, renewal.open_kinds) == (Payment.Status.PAID, [PUBLISH_FAILED])
    assert page_of(submission).expire_at == end
    refund(payment=renewal, amount=9900, reason="Nothing to renew.", user=None)
    renewal.refresh_from_db()
    assert (renewal.status, renewal.open_kinds) == (Payment.Status.REFUNDED, [])


def test_an_upgrade_of_what_was_given_back(board, submission, sandbox):
    payment = choose(submission, FeaturedPlanFactory(site=board.site), UPGRADE)
    session = open_checkout(payment)
    close(submission)
    posting = Payment.objects.get(purpose=Payment.Purpose.POSTING)
    refund(payment=posting, amount=9900, reason="They closed it.", user=None)
    sandbox.pay(session)
    assert confirm(payment=payment).open_kinds == [PUBLISH_FAILED]


def test_chosen_before_and_again_after_closing(submission, plan, sandbox):
    """The second time, the employer wants it up again."""
    first = choose(submission, plan)
    close(submission)
    second = choose(submission, plan)
    assert first != second
    sandbox.pay(open_checkout(second))
    confirm(payment=second)
    assert page_of(submission).live

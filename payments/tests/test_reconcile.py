"""The sweep finishes what a lost webhook or a killed process left undone."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.listings.services.publication import PublicationRefused
from jobs.submissions.services import mails, purchases
from jobs.submissions.services.manage import change_plan
from jobs.submissions.services.purchases import buy
from payments import gateway, metadata
from payments.models import CheckoutAttempt, Payment, StripeEvent
from payments.services.problems import resolve
from payments.services.reconcile import _sweep_settled, _unfulfilled, reconcile
from payments.services.refunds import refund
from payments.services.settlement import confirm, retry
from payments.services.waiver import waive
from payments.tests import sweeping
from tests.factories import (
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


def in_(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_nothing_to_do(submission):
    report = reconcile()
    assert (report.published, report.attention, report.unreachable) == (0, 0, 0)
    assert payment_of(submission).status == Status.OPEN


def test_webhook_that_never_came(submission, pay, mailbox):
    pay(submission)
    with in_(minutes=2):
        reconcile()
        reconcile()
    assert page_of(submission).live
    assert payment_of(submission).status == Status.PAID
    assert sorted(mailbox.kinds()) == ["draft_saved", "live", "new_paid_listing", "receipt"]


def test_undelivered_event_of_a_session_paid_a_moment_ago(submission, pay):
    """The attempt is too young for the sweep, but Stripe lists an undelivered event."""
    pay(submission)
    assert reconcile().events > 0
    assert page_of(submission).live


def test_debit_whose_success_was_never_told(submission, sandbox, deliver_webhooks):
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    sandbox.faults.set("drop", times=None)
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    assert payment_of(submission).status == Status.PROCESSING
    with in_(minutes=2):
        reconcile()
    assert page_of(submission).live


def test_session_whose_answer_never_came(submission, sandbox):
    sandbox.faults.set("timeout_after", times=3)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    sandbox.pay(sandbox.world.store.all("checkout.session")[0]["id"])
    StripeEvent.objects.all().delete()
    with in_(minutes=2):
        reconcile()
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.COMPLETE
    assert page_of(submission).live


def test_session_that_stripe_does_not_know(submission):
    """The key belongs to another account: nobody can pay, and only the sweep's report shows it."""
    open_checkout(payment_of(submission))
    CheckoutAttempt.objects.update(session_id="cs_test_of_another_account")
    with in_(minutes=2):
        report = reconcile()
    assert report.needs_a_person
    assert any("cs_test_of_another_account" in line for line in report.differences)


def test_session_that_stripe_refused_to_open_needs_nobody(submission, sandbox):
    """Its expiry is too near by now; the employer gets another session when they press Pay again."""
    sandbox.faults.set("timeout_before", times=3)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    with in_(hours=1):
        sandbox.advance(3600)
        assert not reconcile().needs_a_person
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.FAILED


def test_session_whose_key_stripe_answers_with_its_own_failure_needs_nobody(submission, sandbox):
    """Nobody has its URL, so the employer gets another session with another key."""
    sandbox.faults.set("timeout_before", times=3)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    sandbox.faults.set("server_error_kept", match="POST /v1/checkout/sessions")
    with in_(minutes=2):
        assert not reconcile().needs_a_person
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.FAILED
    assert open_checkout(payment_of(submission))


def test_session_that_expired_unpaid(submission):
    open_checkout(payment_of(submission))
    with in_(hours=2):
        reconcile()
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.EXPIRED
    assert payment_of(submission).status == Status.OPEN


def test_worker_that_died_between_payment_and_publication(submission, mailbox):
    """Written by the test: the site itself writes both in one transaction."""
    Payment.objects.update(status=Status.PAID, paid_at=timezone.now())
    assert reconcile().published == 1
    assert page_of(submission).live


def test_one_lost_row_does_not_hold_up_the_others(submission, pay, sandbox):
    pay(submission)
    price = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "A thing"}}
    lost = gateway.create_session(
        {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": {metadata.PAYMENT: str(uuid.uuid4())},
            "success_url": "https://board.example/",
        },
        idempotency_key="a-lost-row",
    )
    sandbox.pay(lost.id)
    report = reconcile()
    assert report.needs_a_person
    assert page_of(submission).live


def test_events_about_other_things_are_left_alone(submission, pay, sandbox):
    """The account's other undelivered events, such as of a coupon whose id somebody wrote in their language."""
    pay(submission)
    with sandbox.world.store.transaction():
        sandbox.world.emit("coupon.created", {"id": "ÉTÉ", "object": "coupon"})
    report = reconcile()
    assert page_of(submission).live
    assert not report.needs_a_person
    assert not StripeEvent.objects.filter(type="coupon.created").exists()


def test_one_charge_that_cannot_be_read_does_not_hold_up_the_books(
    board, submission, pay, sandbox, monkeypatch
):
    first, second = submission, UnpaidSubmissionFactory(board=board)
    for each in (first, second):
        pay(each)
    with in_(minutes=2):
        reconcile()
    for each in (first, second):
        sandbox.refund(sandbox.charge_of(payment_of(each).attempts.get().session_id)["id"])
    sweeping.swallow_events(sandbox)
    refused = payment_of(first).payment_intent
    list_refunds = gateway.list_refunds

    def list_some(payment_intent):
        if payment_intent == refused:
            raise gateway.GatewayRefused("listing refunds")
        return list_refunds(payment_intent)

    monkeypatch.setattr(gateway, "list_refunds", list_some)
    with in_(minutes=2):
        assert reconcile().needs_a_person
    assert payment_of(first).status == Status.PAID
    assert payment_of(second).status == Status.REFUNDED


def test_one_payment_that_cannot_be_settled_does_not_hold_up_the_books(
    board, submission, pay, sandbox, monkeypatch
):
    first, second = submission, PaidSubmissionFactory(board=board)
    pay(first)
    sandbox.refund(sandbox.charge_of(payment_of(second).attempts.get().session_id)["id"])
    sweeping.swallow_events(sandbox)
    with monkeypatch.context() as broken, in_(minutes=2):
        broken.setattr(mails, "receipt", _raise)
        report = reconcile()
    assert report.needs_a_person
    assert any(str(payment_of(first).uuid) in line for line in report.differences)
    assert payment_of(first).status == Status.OPEN
    assert payment_of(second).status == Status.REFUNDED


def test_stripe_out_of_reach(submission, pay, sandbox):
    pay(submission)
    sandbox.faults.set("server_error", times=None)
    with in_(minutes=2):
        report = reconcile()
        assert report.unreachable
        assert payment_of(submission).status == Status.OPEN
        sandbox.faults.clear()
        reconcile()
    assert page_of(submission).live


def test_waived_but_not_published(board, submission):
    waive(payment=payment_of(submission), user=make_editor(board), reason="A charity.")
    JobPage.objects.update(live=False, first_published_at=None, expire_at=None)
    assert reconcile().published == 1
    assert page_of(submission).live


def test_what_is_reviewed_is_left_to_its_reviewers(db, sandbox):
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board)
    assert reconcile().published == 0
    page = page_of(submission)
    assert not page.live
    assert page.current_workflow_task.specific == board.review_task
    page.current_workflow_task_state.reject(user=make_editor(board), comment="Say what it pays.")
    assert reconcile().published == 0
    assert page_of(submission).current_workflow_state.status == "needs_changes"


def test_what_is_approved_for_later_is_left_until_then(db, sandbox):
    board = make_board(review="after")
    submission = PaidSubmissionFactory(board=board)
    page = page_of(submission)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision()
    # The edit makes the review start over, so it takes two.
    for _ in range(2):
        page_of(submission).current_workflow_task_state.approve(user=make_editor(board))
    assert page_of(submission).approved_schedule
    reconcile()
    page = page_of(submission)
    assert page.current_workflow_state is None
    assert page.approved_schedule
    assert not page.live


def test_what_was_taken_down_stays_down(board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).unpublish()
    with in_(minutes=2):
        reconcile()
    assert not page_of(submission).live


def test_what_went_back_while_the_sweep_was_on_its_way_to_it_is_not_given(board, sandbox, monkeypatch):
    """An editor refunds a payment after the sweep has listed it."""
    submission = PaidSubmissionFactory(board=board)
    renewal = buy(submission=submission, plan=submission.plan, purpose=Payment.Purpose.RENEWAL).payment
    sandbox.pay(open_checkout(renewal))
    with monkeypatch.context() as broken:
        broken.setattr(purchases, "_add_days_and_place", _raise)
        confirm(payment=renewal)
    end = page_of(submission).expire_at
    [listed] = _unfulfilled()
    refund(payment=renewal, amount=9900, reason="We could not give it.", user=None)
    assert not _sweep_settled(listed)
    renewal.refresh_from_db()
    assert (renewal.status, renewal.open_kinds) == (Status.REFUNDED, [])
    assert page_of(submission).expire_at == end


def _raise(**kwargs):
    raise OSError("the disk is full")


def test_command_tells_what_it_did(submission, pay, settings):
    pay(submission)
    out = StringIO()
    with in_(minutes=2):
        call_command("reconcile_payments", stdout=out)
    assert out.getvalue()
    assert page_of(submission).live


def test_command_fails_when_a_person_is_needed(submission, pay):
    pay(submission)
    Payment.objects.update(amount=19900)
    with in_(minutes=2), pytest.raises(SystemExit) as stopped:
        call_command("reconcile_payments", stdout=StringIO())
    assert stopped.value.code == 1


@pytest.mark.parametrize(("hours", "status", "sessions"), [(23, "open", 1), (25, "failed", 0)])
def test_a_question_older_than_stripes_keys_is_not_asked_again(submission, sandbox, hours, status, sessions):
    """Under a key that Stripe has forgotten, the same question would open a second payment page."""
    sandbox.faults.set("reset", times=None)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    sandbox.faults.clear()
    attempt = CheckoutAttempt.objects.get()
    CheckoutAttempt.objects.update(
        created_at=timezone.now() - timedelta(hours=hours),
        params=attempt.params | {"expires_at": int((timezone.now() + timedelta(hours=2)).timestamp())},
    )
    reconcile()
    attempt.refresh_from_db()
    assert attempt.status == status
    assert len(sandbox.world.store.all("checkout.session")) == sessions


def test_a_listing_stays_down_while_its_refund_is_unanswered(submission, pay, sandbox, monkeypatch):
    pay(submission)
    with monkeypatch.context() as broken:
        broken.setattr(JobPage, "save", _raise_anything)
        confirm(payment=payment_of(submission))
    sandbox.faults.set("server_error", times=None, match="POST /v1/refunds")
    with pytest.raises(gateway.GatewayUnavailable):
        refund(payment=payment_of(submission), amount=9900, reason="A mistake.", user=None)
    with in_(minutes=2):
        assert reconcile().published == 0
    assert not retry(payment=payment_of(submission))
    with pytest.raises(PublicationRefused):
        page_of(submission).get_latest_revision().publish()
    assert not page_of(submission).live
    sandbox.faults.clear()
    with in_(minutes=2):
        reconcile()
    assert payment_of(submission).status == Status.REFUNDED
    assert not page_of(submission).live


def test_a_superseded_payment_publishes_nothing_beside_an_open_one(
    board, submission, sandbox, deliver_webhooks
):
    """Its problem was settled by an editor; what the employer chose since is still to be paid."""
    old, session = payment_of(submission), open_checkout(payment_of(submission))
    old.attempts.update(status="failed")
    change_plan(submission=submission, plan=PlanFactory(site=board.site, amount=19900))
    sandbox.pay(session)
    deliver_webhooks()
    old.refresh_from_db()
    resolve(problem=old.problems.open().get(), user=make_editor(board), how="They will get it back.")
    with in_(minutes=2):
        assert reconcile().published == 0
    assert (old.status, payment_of(submission).status) == (Status.PAID, Status.OPEN)
    assert not page_of(submission).live


def _raise_anything(*args, **kwargs):
    raise OSError("the disk is full")

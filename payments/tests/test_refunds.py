"""Refunds from the admin or Stripe's dashboard happen once, whatever fails on the way."""

import itertools

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.listings.models import JobPage
from payments import gateway
from payments.models import Payment, PaymentSettings, Problem, Refund
from payments.services.reconcile import KEY_LIFETIME, reconcile
from payments.services.refunds import (
    NotRefundable,
    plan_refund,
    refund,
    refundable,
    sync_refunds_and_disputes,
)
from payments.tests.signing import again, post_event
from payments.tests.sweeping import in_, swallow_events
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, make_editor, page_of, payment_of

Status = Payment.Status
Kind = Problem.Kind
CREATE = "POST /v1/refunds"
ALL_TRIES = 3


@pytest.fixture
def submission(board, sandbox):
    return PaidSubmissionFactory(board=board)


@pytest.fixture
def editor(board):
    return make_editor(board)


@pytest.fixture
def charge(submission, sandbox):
    """The id of the charge at Stripe."""
    return sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"]


@pytest.fixture
def give_back(submission, editor):
    def give_back(amount=9900, reason="Changed their mind."):
        return refund(payment=payment_of(submission), amount=amount, reason=reason, user=editor)

    return give_back


@pytest.fixture
def at_stripe(sandbox):
    """Return the amount of each refund at Stripe that has not failed."""

    def at_stripe():
        refunds = sandbox.world.store.all("refund")
        return sorted(each["amount"] for each in refunds if each["status"] != "failed")

    return at_stripe


def state(submission):
    payment = payment_of(submission)
    return payment.status, payment.open_kinds, page_of(submission).live


# --- Asked for in the admin


def test_all_of_it(submission, give_back, editor, at_stripe, mailbox):
    row = give_back()
    assert (row.status, row.amount, row.reason) == (Refund.Status.SUCCEEDED, 9900, "Changed their mind.")
    assert row.requested_by == editor
    assert state(submission) == (Status.REFUNDED, [], False)
    assert at_stripe() == [9900]
    assert mailbox.kinds(submission.contact_email).count("refunded") == 1
    assert "€99" in mailbox.one("refunded").message
    assert "Changed their mind." not in mailbox.one("refunded").message, "the reason is for the board's books"


def test_part_of_it_leaves_the_listing_up(submission, give_back, at_stripe, mailbox):
    give_back(4000)
    assert state(submission) == (Status.PARTIALLY_REFUNDED, [], True)
    assert refundable(payment_of(submission)) == 5900
    give_back(5900)
    assert state(submission) == (Status.REFUNDED, [], False)
    assert at_stripe() == [4000, 5900]
    assert mailbox.kinds(submission.contact_email).count("refunded") == 2


@pytest.mark.parametrize("amount", [-1, 0, 9901])
def test_more_than_was_paid_or_nothing_is_refused(submission, give_back, at_stripe, amount):
    with pytest.raises(NotRefundable):
        give_back(amount)
    assert at_stripe() == []
    assert not Refund.objects.exists()


def test_more_than_is_left_is_refused(submission, give_back, at_stripe):
    give_back(9000)
    with pytest.raises(NotRefundable):
        give_back(901)
    assert at_stripe() == [9000]


def test_nothing_was_paid(board, editor, sandbox):
    unpaid = UnpaidSubmissionFactory(board=board)
    with pytest.raises(NotRefundable):
        refund(payment=payment_of(unpaid), amount=9900, reason="A mistake.", user=editor)


def test_two_admins_at_once(submission, give_back, editor, at_stripe):
    """A second refund is requested while Stripe has not responded to the first."""
    plan_refund(payment=payment_of(submission), amount=9900, reason="The first.", user=editor)
    with pytest.raises(NotRefundable):
        give_back()
    assert Refund.objects.get().reason == "The first."


# --- Stripe does not answer, or says no


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "reset_after", "server_error"])
def test_no_answer_and_then_one_refund(submission, give_back, sandbox, at_stripe, mailbox, fault):
    sandbox.faults.set(fault, times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        give_back()
    key = Refund.objects.get().idempotency_key
    assert state(submission) == (Status.PAID, [], True)
    with in_(minutes=2):
        assert reconcile().refunds == 1
        assert reconcile().refunds == 0
    row = Refund.objects.get()
    assert (row.status, row.idempotency_key) == (Refund.Status.SUCCEEDED, key)
    assert at_stripe() == [9900]
    assert state(submission) == (Status.REFUNDED, [], False)
    assert mailbox.kinds(submission.contact_email).count("refunded") == 1


def test_asked_again_after_the_key_is_forgotten(submission, give_back, sandbox, at_stripe):
    """Stripe forgets keys after a day; its list of refunds then shows what was refunded."""
    sandbox.faults.set("timeout_after", times=ALL_TRIES, match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        give_back(4000)
    with in_(hours=KEY_LIFETIME.total_seconds() / 3600 + 1):
        sandbox.world.store.execute("delete from answers")
        reconcile()
    assert at_stripe() == [4000]
    assert Refund.objects.get().status == Refund.Status.SUCCEEDED


def test_a_failure_that_stripe_repeats_for_its_key_is_asked_again_when_the_key_is_forgotten(
    submission, give_back, sandbox, at_stripe
):
    """The refund may have been made, so no other key is used meanwhile, and the sweep reports it."""
    sandbox.faults.set("server_error_kept", match=CREATE)
    with pytest.raises(gateway.GatewayUnavailable):
        give_back(4000)
    with in_(minutes=2):
        assert reconcile().unreachable
    assert at_stripe() == []
    sandbox.world.store.execute("delete from answers")
    with in_(hours=KEY_LIFETIME.total_seconds() / 3600 + 1):
        reconcile()
    assert at_stripe() == [4000]
    assert Refund.objects.get().status == Refund.Status.SUCCEEDED


def test_refused_by_stripe(submission, give_back, sandbox, charge, mailbox):
    """A partial refund in the dashboard, whose event has not arrived yet."""
    sandbox.refund(charge, 4000)
    with pytest.raises(gateway.GatewayRefused):
        give_back()
    assert Refund.objects.get(amount=9900).status == Refund.Status.FAILED
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PARTIALLY_REFUNDED, [Kind.REFUND_FAILED])
    assert mailbox.kinds("desk@consolecowboys.example")[-1] == "attention-refund_failed"
    assert refundable(payment) == 5900
    give_back(5900)
    assert state(submission) == (Status.REFUNDED, [], False)


def test_refused_as_all_of_it_went_back_in_the_dashboard(submission, give_back, sandbox, charge):
    sandbox.refund(charge)
    with pytest.raises(gateway.GatewayRefused):
        give_back()
    assert state(submission) == (Status.REFUNDED, [], False)


# --- Made in Stripe's dashboard


def test_dashboard_refund_by_its_events(submission, sandbox, charge, deliver_webhooks, mailbox):
    sandbox.refund(charge, 4000)
    assert {attempt.status for attempt in deliver_webhooks()} == {200}
    assert state(submission) == (Status.PARTIALLY_REFUNDED, [], True)
    sandbox.refund(charge)
    deliver_webhooks()
    assert state(submission) == (Status.REFUNDED, [], False)
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [4000, 5900]
    assert mailbox.kinds(submission.contact_email).count("refunded") == 2


def test_events_of_two_refunds_in_any_order_and_repeated(submission, sandbox, charge, client, mailbox):
    sandbox.refund(charge, 4000)
    sandbox.refund(charge, 5900)
    events = [*sandbox.events("refund.created"), *sandbox.events("charge.refunded")]
    assert len(events) == 4
    for order in itertools.permutations(events):
        # The next order finds what this one found. A block would forbid to ask Stripe inside it.
        before = transaction.savepoint()
        for event in order:
            assert post_event(client, event).status_code == 200
            assert post_event(client, again(event)).status_code == 200
        assert state(submission) == (Status.REFUNDED, [], False)
        assert Refund.objects.count() == 2
        assert mailbox.kinds(submission.contact_email).count("refunded") == 2
        transaction.savepoint_rollback(before)


def test_dashboard_refund_whose_events_never_come(submission, sandbox, charge):
    sandbox.refund(charge)
    swallow_events(sandbox)
    with in_(minutes=2):
        reconcile()
    assert state(submission) == (Status.REFUNDED, [], False)


def test_pending_refund_that_fails_weeks_later_without_an_event(
    submission, sandbox, charge, deliver_webhooks
):
    """Older than the compared range: Stripe is asked about it until it has arrived."""
    found = sandbox.refund(charge, status="pending")
    deliver_webhooks()
    with in_(days=10):
        sandbox.fail_refund(found["id"])
        swallow_events(sandbox)
        assert reconcile().needs_a_person
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.REFUND_FAILED])


def test_refund_before_the_event_that_settles(board, sandbox, pay, client):
    submission = UnpaidSubmissionFactory(board=board)
    session = pay(submission)
    sandbox.refund(sandbox.charge_of(session["id"])["id"])
    assert post_event(client, sandbox.events("charge.refunded")[0]).status_code == 200
    assert state(submission) == (Status.REFUNDED, [], False)
    assert post_event(client, sandbox.events("checkout.session.completed")[0]).status_code == 200
    assert state(submission) == (Status.REFUNDED, [], False)


def test_refund_of_another_shop_of_the_same_account(submission, sandbox, charge, client):
    sandbox.refund(charge)
    event = sandbox.events("refund.created")[0]
    event["data"]["object"]["payment_intent"] = "pi_of_another_shop"
    assert post_event(client, event).status_code == 200
    assert state(submission) == (Status.PAID, [], True)


def test_pending_refund_counts_and_is_told_of_once(submission, sandbox, charge, deliver_webhooks, mailbox):
    found = sandbox.refund(charge, status="pending")
    deliver_webhooks()
    assert Refund.objects.get().status == Refund.Status.PENDING
    assert state(submission) == (Status.REFUNDED, [], False)
    sandbox.succeed_refund(found["id"])
    deliver_webhooks()
    assert Refund.objects.get().status == Refund.Status.SUCCEEDED
    assert mailbox.kinds(submission.contact_email).count("refunded") == 1


# --- A refund that fails later


def test_failed_later(submission, give_back, sandbox, deliver_webhooks, mailbox):
    row = give_back()
    assert state(submission) == (Status.REFUNDED, [], False)
    sandbox.fail_refund(row.refund_id)
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.REFUND_FAILED])
    assert row.refund_id in payment.problems.open().get().detail
    assert not page_of(submission).live, "a person decides, not a bank"
    assert mailbox.kinds("desk@consolecowboys.example")[-1] == "attention-refund_failed"
    assert refundable(payment) == 9900
    with in_(minutes=2):
        reconcile()
    assert not page_of(submission).live


def test_one_of_two_failed_later(submission, give_back, sandbox, deliver_webhooks):
    first = give_back(4000)
    give_back(5900)
    sandbox.fail_refund(first.refund_id)
    deliver_webhooks()
    assert payment_of(submission).status == Status.PARTIALLY_REFUNDED
    assert refundable(payment_of(submission)) == 4000


def test_two_refunds_that_fail_are_two_mails(submission, give_back, sandbox, deliver_webhooks, mailbox):
    for _ in range(2):
        Problem.objects.open().update(resolved_at=timezone.now())
        sandbox.fail_refund(give_back(4000).refund_id)
        deliver_webhooks()
    assert mailbox.kinds("desk@consolecowboys.example").count("attention-refund_failed") == 2


def test_cancelled_later_is_like_one_that_failed(submission, give_back, sandbox, client):
    """The payer never gave an account for it, or it was cancelled in the dashboard."""
    row = give_back()
    found = sandbox.world.store.get("refund", row.refund_id)
    sandbox.world.store.save(found | {"status": "canceled"})
    assert post_event(client, again(sandbox.events("refund.created")[0])).status_code == 200
    payment = payment_of(submission)
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.REFUND_FAILED])


def test_an_older_list_does_not_undo_a_failure(submission, give_back, sandbox, monkeypatch):
    """A list from before the failure is stored after a newer one."""
    row = give_back()
    older = gateway.list_refunds(row.payment_intent)
    sandbox.fail_refund(row.refund_id)
    sync_refunds_and_disputes(payment_of(submission))
    with monkeypatch.context() as late:
        late.setattr(gateway, "list_refunds", lambda intent: older)
        sync_refunds_and_disputes(payment_of(submission))
    row.refresh_from_db()
    assert row.status == Refund.Status.FAILED
    assert payment_of(submission).status == Status.PAID


# --- What the board does with the listing


def test_board_that_keeps_listings_up(board, submission, give_back):
    PaymentSettings.objects.update_or_create(
        site=board.site, defaults={"full_refund": PaymentSettings.FullRefund.KEEP}
    )
    give_back()
    assert state(submission) == (Status.REFUNDED, [], True)


def test_refunded_before_it_was_published(submission, give_back, client, board):
    JobPage.objects.update(live=False, first_published_at=None, expire_at=None)
    give_back()
    with in_(minutes=2):
        reconcile()
    assert state(submission) == (Status.REFUNDED, [], False)

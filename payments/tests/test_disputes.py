"""Disputes: editors are emailed, a lost one counts as a refund, and its problem closes when it is over."""

import pytest

from jobs.listings.models import JobPage
from payments import gateway
from payments.models import Dispute, Payment, PaymentSettings, Problem
from payments.services.problems import open_problem, resolve
from payments.services.reconcile import reconcile
from payments.services.refunds import refundable, stray_charge, sync_refunds_and_disputes
from payments.tests.signing import post_event
from payments.tests.sweeping import in_, swallow_events
from payments.tests.test_stray_charges import paid_twice
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, make_editor, page_of, payment_of

Status = Payment.Status
Kind = Problem.Kind
DESK = "desk@consolecowboys.example"


@pytest.fixture
def submission(board, sandbox):
    return PaidSubmissionFactory(board=board)


@pytest.fixture
def charge(submission, sandbox):
    return sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"]


@pytest.fixture
def dispute(charge, sandbox, deliver_webhooks):
    """A dispute whose event has been delivered."""
    found = sandbox.dispute(charge)
    deliver_webhooks()
    return found


def state(submission):
    payment = payment_of(submission)
    return payment.status, payment.open_kinds, page_of(submission).live


def test_opened(submission, dispute, mailbox):
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)
    row = Dispute.objects.get()
    assert (row.dispute_id, row.amount, row.reason) == (dispute["id"], 9900, "fraudulent")
    assert mailbox.kinds(DESK)[-1] == "attention-disputed"
    assert dispute["id"] in mailbox.one("attention-disputed").message


def test_lost_is_like_a_refund(submission, dispute, sandbox, deliver_webhooks):
    sandbox.close_dispute(dispute["id"], "lost")
    deliver_webhooks()
    assert state(submission) == (Status.REFUNDED, [], False)
    assert refundable(payment_of(submission)) == 0, "it has gone back already"


def test_lost_on_a_board_that_keeps_listings_up(board, submission, dispute, sandbox, deliver_webhooks):
    PaymentSettings.objects.update_or_create(
        site=board.site, defaults={"full_refund": PaymentSettings.FullRefund.KEEP}
    )
    sandbox.close_dispute(dispute["id"], "lost")
    deliver_webhooks()
    assert state(submission) == (Status.REFUNDED, [], True)


def test_lost_in_part(submission, charge, sandbox, deliver_webhooks):
    found = sandbox.dispute(charge, amount=4000)
    deliver_webhooks()
    sandbox.close_dispute(found["id"], "lost")
    deliver_webhooks()
    assert state(submission) == (Status.PARTIALLY_REFUNDED, [], True)


def test_won(submission, dispute, sandbox, deliver_webhooks):
    sandbox.close_dispute(dispute["id"], "won")
    deliver_webhooks()
    assert state(submission) == (Status.PAID, [], True)


def test_inquiry_that_comes_to_nothing(submission, charge, sandbox, deliver_webhooks):
    found = sandbox.dispute(charge, status="warning_needs_response")
    deliver_webhooks()
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)
    sandbox.close_dispute(found["id"], "warning_closed")
    deliver_webhooks()
    assert state(submission) == (Status.PAID, [], True)


def test_status_that_nobody_knows_yet(submission, dispute, sandbox, client):
    row = sandbox.world.store.get("dispute", dispute["id"])
    sandbox.world.store.save(row | {"status": "sent_to_arbitration"})
    event = sandbox.events("charge.dispute.created")[0]
    assert post_event(client, event | {"id": "evt_later"}).status_code == 200
    assert Dispute.objects.get().status == "sent_to_arbitration"
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)


def test_every_event_twice_and_in_reverse(submission, charge, sandbox, client, mailbox):
    found = sandbox.dispute(charge)
    sandbox.update_dispute(found["id"], "under_review")
    sandbox.close_dispute(found["id"], "lost")
    events = [event for event in sandbox.events() if event["type"].startswith("charge.dispute")]
    assert len(events) >= 3
    for event in [*events, *events]:
        assert post_event(client, event).status_code == 200
    assert state(submission) == (Status.REFUNDED, [], False)
    assert Dispute.objects.count() == 1


def test_opened_before_the_event_that_settles(board, sandbox, pay, client):
    submission = UnpaidSubmissionFactory(board=board)
    session = pay(submission)
    sandbox.dispute(sandbox.charge_of(session["id"])["id"])
    assert post_event(client, sandbox.events("charge.dispute.created")[0]).status_code == 200
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)


def test_events_that_never_come(submission, charge, sandbox):
    sandbox.dispute(charge)
    swallow_events(sandbox)
    with in_(minutes=2):
        assert reconcile().needs_a_person
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)


def test_decided_weeks_later_without_an_event(submission, dispute, sandbox):
    """Older than the compared range: Stripe is asked about it until it is decided."""
    with in_(days=40):
        sandbox.close_dispute(dispute["id"], "lost")
        swallow_events(sandbox)
        assert not reconcile().needs_a_person
    assert state(submission) == (Status.REFUNDED, [], False)


def test_second_dispute_is_told_of_again(submission, charge, sandbox, deliver_webhooks, mailbox):
    for _ in range(2):
        found = sandbox.dispute(charge, amount=1000, status="warning_needs_response")
        deliver_webhooks()
        assert payment_of(submission).open_kinds == [Kind.DISPUTED]
        sandbox.close_dispute(found["id"], "warning_closed")
        deliver_webhooks()
    assert mailbox.kinds(DESK).count("attention-disputed") == 2


def test_dispute_of_an_extra_charge_leaves_the_listing_alone(board, sandbox, pay, deliver_webhooks):
    submission = UnpaidSubmissionFactory(board=board)
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    extra = payment.attempts.exclude(payment_intent=payment.payment_intent).get()
    found = sandbox.dispute(sandbox.charge_of(extra.session_id)["id"])
    deliver_webhooks()
    sandbox.close_dispute(found["id"], "lost")
    deliver_webhooks()
    assert state(submission) == (Status.PAID, [], True)
    assert refundable(payment_of(submission)) == 9900
    assert refundable(payment_of(submission), extra.payment_intent) == 0


def test_a_dispute_hides_nothing_that_needs_a_person(board, sandbox, pay, deliver_webhooks, mailbox):
    submission = UnpaidSubmissionFactory(board=board)
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    own = payment.attempts.get(payment_intent=payment.payment_intent)
    found = sandbox.dispute(sandbox.charge_of(own.session_id)["id"])
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.PAID_TWICE, Kind.DISPUTED]
    assert mailbox.kinds(DESK).count("attention-disputed") == 1, "told of all the same"
    sandbox.close_dispute(found["id"], "won")
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.PAID_TWICE]


def test_a_dispute_shows_once_nothing_else_does(board, sandbox, pay, deliver_webhooks, mailbox):
    submission = UnpaidSubmissionFactory(board=board)
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    own = payment.attempts.get(payment_intent=payment.payment_intent)
    sandbox.dispute(sandbox.charge_of(own.session_id)["id"])
    deliver_webhooks()
    stray = stray_charge(payment)
    sandbox.refund(sandbox.charge_of(stray.session_id)["id"])
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.DISPUTED]
    assert mailbox.kinds(DESK).count("attention-disputed") == 1


def test_two_disputes_at_once_are_told_of_both(board, sandbox, pay, deliver_webhooks, mailbox):
    """An employer paid twice, the editors accepted it, and both charges are disputed."""
    submission = UnpaidSubmissionFactory(board=board)
    payment = paid_twice(submission, pay, sandbox, deliver_webhooks)
    resolve(problem=payment.problems.open().get(), user=make_editor(board), how="They insist.")
    found = [sandbox.dispute(sandbox.charge_of(each.session_id)["id"]) for each in payment.attempts.all()]
    deliver_webhooks()
    assert mailbox.kinds(DESK).count("attention-disputed") == 2
    sandbox.close_dispute(found[0]["id"], "won")
    deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.DISPUTED]
    sandbox.close_dispute(found[1]["id"], "won")
    deliver_webhooks()
    assert payment_of(submission).open_kinds == []


def test_a_dispute_shows_once_the_listing_is_published(board, sandbox, pay, deliver_webhooks, monkeypatch):
    submission = UnpaidSubmissionFactory(board=board)
    session = pay(submission)
    with monkeypatch.context() as broken:
        broken.setattr(JobPage, "save", _raise)
        deliver_webhooks()
        sandbox.dispute(sandbox.charge_of(session["id"])["id"])
        deliver_webhooks()
    assert payment_of(submission).open_kinds == [Kind.PUBLISH_FAILED, Kind.DISPUTED]
    reconcile()
    assert state(submission) == (Status.PAID, [Kind.DISPUTED], True)


def _raise(*args, **kwargs):
    raise OSError("the disk is full")


def settle(submission, editor, note):
    problem = payment_of(submission).problems.open().most_pressing_first().first()
    resolve(problem=problem, user=editor, how=note)


def test_settling_something_else_shows_the_dispute(submission, dispute, board):
    editor = make_editor(board)
    open_problem(payment=payment_of(submission), kind=Kind.REFUND_FAILED, detail="€99, re_1")
    settle(submission, editor, "Sent it by bank.")
    assert payment_of(submission).open_kinds == [Kind.DISPUTED]
    settle(submission, editor, "Answered.")
    assert payment_of(submission).open_kinds == []


def test_an_older_list_does_not_open_it_again(submission, dispute, sandbox, deliver_webhooks, monkeypatch):
    """A list from before the decision is stored after a newer one."""
    older = gateway.list_disputes(payment_of(submission).payment_intent)
    sandbox.close_dispute(dispute["id"], "lost")
    deliver_webhooks()
    with monkeypatch.context() as late:
        late.setattr(gateway, "list_disputes", lambda intent: older)
        sync_refunds_and_disputes(payment_of(submission))
    assert state(submission) == (Status.REFUNDED, [], False)


def test_lost_in_the_banks_own_currency(submission, dispute, sandbox, deliver_webhooks):
    """Its amount cannot be compared with the charge, so it counts as the whole charge."""
    found = sandbox.world.store.get("dispute", dispute["id"])
    sandbox.world.store.save(found | {"currency": "gbp", "amount": 8500})
    sandbox.close_dispute(dispute["id"], "lost")
    deliver_webhooks()
    assert state(submission) == (Status.REFUNDED, [], False)
    assert refundable(payment_of(submission)) == 0

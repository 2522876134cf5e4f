"""Settlement gives the same result in any order, from any caller, however often."""

import contextlib
import itertools

import pytest
from wagtail.signals import page_published

from payments import gateway
from payments.models import CheckoutAttempt, Payment, Problem, StripeEvent
from payments.services.reconcile import reconcile
from payments.services.settlement import apply_session, confirm
from payments.tests.signing import again, post_event
from tests.factories import (
    UnpaidSubmissionFactory,
    listing_data,
    open_checkout,
    page_of,
    payment_of,
)

Status = Payment.Status
Kind = Problem.Kind
COMPLETED = "checkout.session.completed"
MAILS_OF_A_SALE = ["draft_saved", "receipt", "new_paid_listing", "live"]


@pytest.fixture
def submission(board):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def outcome(submission, mailbox):
    """Return status, open problems, whether the page is live, and the kinds of emails."""

    def outcome():
        payment, page = payment_of(submission), page_of(submission)
        return payment.status, payment.open_kinds, page.live, sorted(mailbox.kinds())

    return outcome


SOLD: tuple[object, ...] = (Status.PAID, [], True, sorted(MAILS_OF_A_SALE))


def test_by_the_webhook_alone(submission, pay, deliver_webhooks, outcome):
    pay(submission)
    assert {attempt.status for attempt in deliver_webhooks()} == {200}
    assert outcome() == SOLD


def test_by_the_landing_page_alone(submission, pay, outcome):
    pay(submission)
    confirm(payment=payment_of(submission))
    assert outcome() == SOLD


@pytest.mark.parametrize("landing_first", [True, False])
def test_by_both(submission, pay, deliver_webhooks, outcome, landing_first):
    pay(submission)
    steps = [lambda: confirm(payment=payment_of(submission)), deliver_webhooks]
    for step in steps if landing_first else reversed(steps):
        step()
    assert outcome() == SOLD


def test_landing_page_before_anything_was_paid(submission, outcome, sandbox):
    confirm(payment=payment_of(submission))
    open_checkout(payment_of(submission))
    confirm(payment=payment_of(submission))
    assert outcome() == (Status.OPEN, [], False, ["draft_saved"])


def test_what_was_charged_is_kept(submission, pay):
    session = pay(submission)
    payment = confirm(payment=payment_of(submission))
    assert payment.amount_paid == session["amount_total"] == payment.amount
    assert payment.payment_intent == session["payment_intent"]
    assert payment.livemode is False
    assert payment.paid_at is not None
    assert payment.attempts.get().status == CheckoutAttempt.Status.COMPLETE


def test_the_same_event_ten_times(submission, pay, client, sandbox, outcome):
    pay(submission)
    event = sandbox.events(COMPLETED)[0]
    assert {post_event(client, event).status_code for _ in range(10)} == {200}
    assert outcome() == SOLD
    assert StripeEvent.objects.count() == 1


def test_ten_events_of_one_thing(submission, pay, client, sandbox, outcome):
    pay(submission)
    event = sandbox.events(COMPLETED)[0]
    assert {post_event(client, again(event)).status_code for _ in range(10)} == {200}
    assert outcome() == SOLD
    assert StripeEvent.objects.count() == 10


def test_every_fault_of_delivery_at_once(submission, pay, deliver_webhooks, sandbox, outcome):
    pay(submission)
    for fault in ("duplicate", "reorder", "rotated_secret", "stale_timestamp"):
        sandbox.faults.set(fault, times=2)
    for _ in range(4):
        deliver_webhooks()
        sandbox.advance(24 * 3600)
    assert outcome() == SOLD


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_debit_in_any_order_of_its_events(submission, sandbox, client, outcome, order):
    """A debit is submitted and settled, and the same session is reported as expired."""
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    sandbox.settle_debit(session["id"])
    completed = sandbox.events(COMPLETED)[0]
    succeeded = sandbox.events("checkout.session.async_payment_succeeded")[0]
    events = [completed, succeeded, again(completed, type="checkout.session.expired")]
    for place in order:
        assert post_event(client, events[place]).status_code == 200
    assert outcome() == SOLD


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_refused_debit_in_any_order_of_its_events(
    submission, sandbox, pay, client, deliver_webhooks, outcome, order
):
    """A late *completed* after *async_payment_failed* must not look like a debit under way."""
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    sandbox.fail_debit(session["id"])
    completed = sandbox.events(COMPLETED)[0]
    failed = sandbox.events("checkout.session.async_payment_failed")[0]
    events = [completed, failed, again(completed, type="checkout.session.expired")]
    for place in order:
        assert post_event(client, events[place]).status_code == 200
    assert outcome()[:3] == (Status.OPEN, [], False)
    pay(submission)
    deliver_webhooks()
    assert outcome() == SOLD


def test_debit_that_settles_later(submission, sandbox, deliver_webhooks, outcome):
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    assert outcome() == (Status.PROCESSING, [], False, ["draft_saved"])
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    assert outcome() == SOLD


def test_debit_that_fails_can_be_paid_again(submission, sandbox, pay, deliver_webhooks, outcome):
    session = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    sandbox.fail_debit(session["id"])
    deliver_webhooks()
    assert outcome()[:3] == (Status.OPEN, [], False)
    pay(submission)
    deliver_webhooks()
    assert outcome() == SOLD


def test_late_news_of_an_old_debit_leaves_the_new_one_alone(submission, sandbox, client, deliver_webhooks):
    old = sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    sandbox.fail_debit(old["id"])
    deliver_webhooks()
    sandbox.pay_by_debit(open_checkout(payment_of(submission)))
    deliver_webhooks()
    for event_type in (COMPLETED, "checkout.session.async_payment_failed"):
        oldest = sandbox.events(event_type)[-1]
        assert oldest["data"]["object"]["id"] == old["id"]
        assert post_event(client, again(oldest)).status_code == 200
    assert payment_of(submission).status == Status.PROCESSING


def test_declined_card_leaves_it_open(submission, sandbox, pay, deliver_webhooks, outcome):
    session = open_checkout(payment_of(submission))
    with contextlib.suppress(Exception):
        sandbox.pay(session, "4000000000000002")
    deliver_webhooks()
    assert outcome() == (Status.OPEN, [], False, ["draft_saved"])
    sandbox.pay(session)
    deliver_webhooks()
    assert outcome() == SOLD


def test_expired_session_leaves_the_payment_open(submission, sandbox, deliver_webhooks, outcome):
    sandbox.expire(open_checkout(payment_of(submission)))
    deliver_webhooks()
    assert outcome() == (Status.OPEN, [], False, ["draft_saved"])
    assert payment_of(submission).attempts.get().status == CheckoutAttempt.Status.EXPIRED


@pytest.mark.parametrize(
    ("owed", "words"),
    [({"amount": 19900}, "price 9900, owed 19900"), ({"currency": "USD"}, "currency EUR, owed USD")],
)
def test_another_sum_than_was_owed(submission, pay, deliver_webhooks, mailbox, owed, words):
    pay(submission)
    Payment.objects.update(**owed)
    deliver_webhooks()
    payment = payment_of(submission)
    assert payment.status == Status.OPEN
    problem = payment.problems.get()
    assert (problem.kind, problem.detail, problem.resolved_at) == (Kind.AMOUNT_MISMATCH, words, None)
    assert not page_of(submission).live
    assert mailbox.kinds("desk@consolecowboys.example") == ["attention-amount_mismatch"]


def test_answer_that_never_came_is_found_by_its_event(submission, sandbox, client, outcome):
    """Stripe opened the session and it was paid, but neither response reached the site."""
    sandbox.faults.set("timeout_after", times=3)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    session = sandbox.world.store.all("checkout.session")[0]
    sandbox.pay(session["id"])
    assert post_event(client, sandbox.events(COMPLETED)[0]).status_code == 200
    assert outcome() == SOLD


def test_attempt_given_up_too_early_still_counts(submission, sandbox, client, outcome):
    """The same, while another payment page has been opened."""
    sandbox.faults.set("timeout_after", times=3)
    with pytest.raises(gateway.GatewayUnavailable):
        open_checkout(payment_of(submission))
    CheckoutAttempt.objects.update(status=CheckoutAttempt.Status.FAILED)
    lost = sandbox.world.store.all("checkout.session")[0]
    open_checkout(payment_of(submission))
    sandbox.pay(lost["id"])
    assert post_event(client, sandbox.events(COMPLETED)[0]).status_code == 200
    assert outcome() == SOLD


def test_paid_twice_asks_for_a_person(submission, sandbox, pay):
    pay(submission)
    first = payment_of(submission)
    CheckoutAttempt.objects.update(status=CheckoutAttempt.Status.FAILED)
    second = sandbox.pay(open_checkout(first))
    confirm(payment=first)
    old = CheckoutAttempt.objects.order_by("pk").first()
    apply_session(session=gateway.retrieve_session(old.session_id))
    payment = payment_of(submission)
    assert payment.payment_intent == second["payment_intent"]
    assert payment.open_kinds == [Kind.PAID_TWICE]


def test_paid_after_it_was_withdrawn(submission, pay, deliver_webhooks, outcome):
    pay(submission)
    Payment.objects.update(status=Status.CANCELLED)
    deliver_webhooks()
    status, attention, live, _ = outcome()
    assert (status, attention, live) == (Status.PAID, [Kind.PAID_AFTER_CANCEL], False)


def test_paid_for_a_listing_that_is_gone(submission, pay, deliver_webhooks):
    pay(submission)
    payment = payment_of(submission)
    page_of(submission).delete()
    deliver_webhooks()
    payment.refresh_from_db()
    assert (payment.status, payment.open_kinds) == (Status.PAID, [Kind.PAGE_GONE])


def test_whole_discount_settles_without_a_charge(board, sandbox, deliver_webhooks):
    submission = UnpaidSubmissionFactory(board=board)
    session_id = open_checkout(payment_of(submission))
    session = sandbox.world.store.get("checkout.session", session_id)
    sandbox.world.store.save(session | {"allow_promotion_codes": True})
    sandbox.create_promotion_code("LAUNCH", 100)
    sandbox.pay(session_id, promotion_code="LAUNCH")
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.amount_paid, payment.payment_intent) == (Status.PAID, 0, "")
    assert page_of(submission).live


def test_discount_is_no_mismatch(board, sandbox, deliver_webhooks):
    submission = UnpaidSubmissionFactory(board=board)
    session_id = open_checkout(payment_of(submission))
    session = sandbox.world.store.get("checkout.session", session_id)
    sandbox.world.store.save(session | {"allow_promotion_codes": True})
    sandbox.create_promotion_code("HALF", 50)
    sandbox.pay(session_id, promotion_code="HALF")
    deliver_webhooks()
    payment = payment_of(submission)
    assert (payment.status, payment.amount_paid) == (Status.PAID, payment.amount // 2)


@contextlib.contextmanager
def publishing_fails():
    def fail(**kwargs):
        raise OSError("the disk is full")

    page_published.connect(fail, weak=False)
    try:
        yield
    finally:
        page_published.disconnect(fail)


def test_publishing_that_fails_keeps_the_payment_and_is_tried_again(
    submission, pay, deliver_webhooks, mailbox, outcome
):
    pay(submission)
    with publishing_fails():
        assert {attempt.status for attempt in deliver_webhooks()} == {200}
        assert outcome()[:3] == (Status.PAID, [Kind.PUBLISH_FAILED], False)
        assert reconcile().published == 0
    assert mailbox.kinds("desk@consolecowboys.example") == ["new_paid_listing", "attention-publish_failed"]
    assert "live" not in mailbox.kinds()
    report = reconcile()
    assert (report.published, report.attention) == (1, 0)
    assert outcome()[:3] == (Status.PAID, [], True)
    assert mailbox.kinds().count("live") == 1


def test_two_boards_settle_apart(board, second_board, pay, deliver_webhooks):
    one = UnpaidSubmissionFactory(board=board)
    other = UnpaidSubmissionFactory(board=second_board, **vars(listing_data(title="Type designer")))
    pay(other)
    deliver_webhooks()
    assert not page_of(one).live
    assert page_of(other).live

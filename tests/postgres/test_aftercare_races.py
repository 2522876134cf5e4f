"""Refunds, disputes, renewals and declines at the same time, with real locks on separate connections."""

from functools import partial

import pytest
from django.test import Client

from jobs.submissions.models import Submission
from jobs.submissions.services.moderation import NotDeclinable, decline
from jobs.submissions.services.purchases import buy
from payments.gateway import GatewayError
from payments.models import Payment, Refund
from payments.services.reconcile import reconcile
from payments.services.refunds import NotRefundable, refund
from payments.services.settlement import confirm
from payments.tests.signing import again, post_event
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
from tests.threads import at_once, in_order_of_arrival

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def submission(board, sandbox):
    return PaidSubmissionFactory(board=board)


def given_back(sandbox):
    return sum(found["amount"] for found in sandbox.world.store.all("refund"))


def attempt(verb):
    """Return whether it could be done; losing the race is no error."""
    try:
        verb()
    except (NotRefundable, NotDeclinable, GatewayError):
        return False
    return True


def test_two_admins_refund_the_same_payment(submission, sandbox, mailbox):
    payment = payment_of(submission)

    def give_back():
        refund(payment=payment, amount=9900, reason="Changed their mind.", user=None)

    done = at_once([lambda: attempt(give_back)] * 4)
    assert done.count(True) == 1
    assert Refund.objects.count() == 1
    assert given_back(sandbox) == 9900
    assert payment_of(submission).status == Payment.Status.REFUNDED
    assert mailbox.kinds().count("refunded") == 1


def test_every_event_of_a_refund_at_once(submission, sandbox, mailbox):
    charge = sandbox.charge_of(str(payment_of(submission).attempts.get().session_id))
    sandbox.refund(charge["id"], 4000)
    sandbox.refund(charge["id"], 5900)
    events = [*sandbox.events("refund.created"), *sandbox.events("charge.refunded")]
    deliveries = [partial(_deliver, again(event)) for event in [*events, *events]]
    assert set(at_once(deliveries)) == {200}
    assert Refund.objects.count() == 2
    assert payment_of(submission).status == Payment.Status.REFUNDED
    assert not page_of(submission).live
    assert mailbox.kinds().count("refunded") == 2


def test_every_event_of_a_dispute_at_once(submission, sandbox, mailbox):
    charge = sandbox.charge_of(str(payment_of(submission).attempts.get().session_id))
    sandbox.dispute(charge["id"])
    events = [again(event) for event in sandbox.events("charge.dispute.created") * 6]
    assert set(at_once([partial(_deliver, event) for event in events])) == {200}
    assert payment_of(submission).disputes.count() == 1
    assert mailbox.kinds().count("attention-disputed") == 1


def _deliver(event):
    return post_event(Client(), event).status_code


def test_many_clicks_on_renew(board, submission):
    plan = PlanFactory(site=board.site)

    def choose():
        fresh = Submission.objects.get(pk=submission.pk)
        return buy(submission=fresh, plan=plan, purpose=Payment.Purpose.RENEWAL).payment.pk

    assert len(set(at_once([choose] * 8))) == 1
    assert Payment.objects.filter(purpose=Payment.Purpose.RENEWAL).count() == 1


def test_renewal_settled_from_three_sides(board, submission, sandbox, mailbox):
    before = page_of(submission).expire_at
    plan = PlanFactory(site=board.site, days=30)
    payment = buy(submission=submission, plan=plan, purpose=Payment.Purpose.RENEWAL).payment
    sandbox.pay(open_checkout(payment))
    event = sandbox.events("checkout.session.completed")[0]
    webhook = partial(_deliver, event)

    def landing():
        return confirm(payment=Payment.objects.get(pk=payment.pk))

    at_once([webhook, landing, reconcile, webhook, landing, reconcile])
    assert (page_of(submission).expire_at - before).days == 30
    assert mailbox.kinds().count("renewed") == 1


@pytest.mark.parametrize("renewal_first", [True, False])
def test_edit_published_while_a_renewal_settles(board, submission, sandbox, renewal_first):
    """Both save the listing's row; the bought days stay in either order."""
    before = page_of(submission).expire_at
    plan = PlanFactory(site=board.site, days=30)
    payment = buy(submission=submission, plan=plan, purpose=Payment.Purpose.RENEWAL).payment
    sandbox.pay(open_checkout(payment))

    def publish():
        page = page_of(submission)
        page.title = "Corrected by an editor"
        page.save_revision().publish()

    settle = partial(confirm, payment=payment)
    in_order_of_arrival(payment_of(submission), [settle, publish] if renewal_first else [publish, settle])
    page = page_of(submission)
    assert (page.title, page.live) == ("Corrected by an editor", True)
    assert (page.expire_at - before).days == 30


@pytest.mark.parametrize("decline_first", [True, False])
def test_declined_while_the_money_arrives(db, pay, sandbox, decline_first):
    """In either order, the money is kept for a listing in review, or it is refunded."""
    board = make_board(review="after")
    editor = make_editor(board, refunds=True)
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)

    def say_no():
        return attempt(partial(decline, page=page_of(submission), user=editor, reason="Not here."))

    def settle():
        return confirm(payment=payment_of(submission))

    order = [say_no, settle] if decline_first else [settle, say_no]
    in_order_of_arrival(payment_of(submission), order)
    reconcile()
    assert payment_of(submission).status == Payment.Status.REFUNDED
    assert given_back(sandbox) == 9900
    page = page_of(submission)
    assert (page.live, page.current_workflow_state) == (False, None)


def test_declined_twice_at_once(db, sandbox, mailbox):
    board = make_board(review="after")
    editor = make_editor(board, refunds=True)
    submission = PaidSubmissionFactory(board=board)
    say_no = partial(decline, page=page_of(submission), user=editor, reason="Not here.")
    assert at_once([lambda: attempt(say_no)] * 3).count(True) == 1
    assert given_back(sandbox) == 9900
    assert mailbox.kinds().count("declined") == 1

"""Settling at the same time as something else, with real locks on separate connections."""

from functools import partial

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from jobs.submissions.services.submission import update
from payments.gateway import GatewayUnavailable
from payments.models import CheckoutAttempt, Payment, Problem, StripeEvent
from payments.services.checkout import start_checkout
from payments.services.reconcile import reconcile
from payments.services.settlement import confirm
from payments.services.waiver import NotWaivable, waive
from payments.tests.signing import again, post_event
from tests.factories import (
    CANCEL_URL,
    SUCCESS_URL,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    page_of,
    payment_of,
)
from tests.threads import at_once, in_order_of_arrival

COMPLETED = "checkout.session.completed"
ROBIN = "robin@wagonworks.example"
SOLD = ["draft_saved", "live", "new_paid_listing", "receipt"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def times_published(submission):
    return PageLogEntry.objects.filter(page_id=submission.page_id, action="wagtail.publish").count()


@pytest.fixture
def paid_at_stripe(board, pay):
    """Paid at Stripe, and no event delivered yet."""
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    pay(submission)
    return submission


@pytest.fixture
def event(paid_at_stripe, sandbox):
    return sandbox.events(COMPLETED)[0]


def _deliver(event):
    return post_event(Client(), event).status_code


@pytest.fixture
def webhook(event):
    return partial(_deliver, event)


@pytest.fixture
def landing(paid_at_stripe):
    return lambda: confirm(payment=payment_of(paid_at_stripe))


@pytest.fixture
def sold_once(paid_at_stripe, mailbox):
    def sold_once():
        payment = payment_of(paid_at_stripe)
        return (
            (payment.status, payment.open_kinds) == (Payment.Status.PAID, [])
            and page_of(paid_at_stripe).live
            and times_published(paid_at_stripe) == 1
            and sorted(mailbox.kinds()) == SOLD
        )

    return sold_once


def test_ten_deliveries_of_one_event(webhook, sold_once):
    assert set(at_once([webhook] * 10)) == {200}
    assert sold_once()
    assert StripeEvent.objects.count() == 1


def test_ten_events_of_one_payment(event, sold_once):
    events = [again(event) for _ in range(10)]
    answers = at_once([partial(_deliver, each) for each in events])
    assert set(answers) == {200}
    assert sold_once()
    assert StripeEvent.objects.count() == 10


@pytest.mark.parametrize("webhook_first", [True, False])
def test_webhook_and_landing_page(paid_at_stripe, webhook, landing, sold_once, webhook_first):
    order = [webhook, landing] if webhook_first else [landing, webhook]
    in_order_of_arrival(payment_of(paid_at_stripe), order)
    assert sold_once()


def test_webhook_landing_page_and_sweep(webhook, landing, sold_once):
    at_once([webhook, landing, reconcile, webhook, landing, reconcile])
    assert sold_once()


@pytest.mark.parametrize("approval_first", [True, False])
def test_approval_and_settlement(db, pay, mailbox, approval_first):
    """Review comes first on this board; the money arrives while the editor presses Approve."""
    board = make_board(review="before")
    editor = make_editor(board)
    submission = UnpaidSubmissionFactory(board=board, contact_email=ROBIN)
    pay(submission)

    def approve():
        page_of(submission).current_workflow_task_state.approve(user=editor)

    def settle():
        confirm(payment=payment_of(submission))

    in_order_of_arrival(payment_of(submission), [approve, settle] if approval_first else [settle, approve])
    page = page_of(submission)
    assert payment_of(submission).status == Payment.Status.PAID
    assert page.live
    assert page.current_workflow_state is None
    assert times_published(submission) == 1


@pytest.mark.parametrize("waiver_first", [True, False])
def test_waiver_and_settlement(board, paid_at_stripe, landing, waiver_first):
    editor = make_editor(board)

    def let_go():
        try:
            waive(payment=payment_of(paid_at_stripe), user=editor, reason="A charity.")
        except NotWaivable:
            return False
        return True

    order = [let_go, landing] if waiver_first else [landing, let_go]
    in_order_of_arrival(payment_of(paid_at_stripe), order)
    payment = payment_of(paid_at_stripe)
    expected = (
        (Payment.Status.WAIVED, [Problem.Kind.PAID_AFTER_WAIVER])
        if waiver_first
        else (Payment.Status.PAID, [])
    )
    assert (payment.status, payment.open_kinds) == expected
    assert page_of(paid_at_stripe).live
    assert times_published(paid_at_stripe) == 1


@pytest.mark.parametrize("edit_first", [True, False])
def test_edit_and_settlement(paid_at_stripe, landing, edit_first):
    def edit():
        update(submission=paid_at_stripe, data=listing_data(title="A better title", contact_email=ROBIN))

    in_order_of_arrival(payment_of(paid_at_stripe), [edit, landing] if edit_first else [landing, edit])
    page = page_of(paid_at_stripe)
    assert (page.live, page.title) == (True, "A better title")
    assert page.current_workflow_state is None


def test_ten_clicks_on_pay(board, sandbox):
    submission = UnpaidSubmissionFactory(board=board)
    payment = payment_of(submission)

    def click():
        return start_checkout(payment=payment, success_url=SUCCESS_URL, cancel_url=CANCEL_URL)

    urls = at_once([lambda: _patiently(click)] * 10)
    assert len(set(urls)) == 1
    assert CheckoutAttempt.objects.get().status == CheckoutAttempt.Status.OPEN
    assert len(sandbox.world.store.all("checkout.session")) == 1


def _patiently(click):
    """A click during another request to Stripe may get "try again", and is then repeated."""
    for _ in range(20):
        try:
            return click()
        except GatewayUnavailable:
            continue
    raise AssertionError("Stripe was never reached")

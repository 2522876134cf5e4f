"""The database fails while an event is handled: all is rolled back, and Stripe delivers it again."""

import pytest
from django.db import DatabaseError
from django.test import Client

from jobs.submissions.services import mails
from payments.models import Payment, StripeEvent
from payments.services import refunds
from payments.tests.signing import post_event
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, page_of, payment_of


@pytest.fixture
def stripe_posts():
    """Return the response's status, which is all that Stripe sees."""
    client = Client(raise_request_exception=False)
    return lambda event: post_event(client, event).status_code


def _fail(*args, **kwargs):
    raise DatabaseError("the connection was lost")


def test_while_settling(board, sandbox, pay, stripe_posts, mailbox, monkeypatch):
    submission = UnpaidSubmissionFactory(board=board)
    pay(submission)
    event = sandbox.events("checkout.session.completed")[0]
    with monkeypatch.context() as broken:
        broken.setattr(mails, "receipt", _fail)
        assert stripe_posts(event) == 500
    assert payment_of(submission).status == Payment.Status.OPEN
    assert not page_of(submission).live
    assert not StripeEvent.objects.exists()
    assert mailbox.kinds() == ["draft_saved"]
    assert stripe_posts(event) == 200
    assert page_of(submission).live


def test_while_taking_in_a_refund(board, sandbox, stripe_posts, mailbox, monkeypatch):
    submission = PaidSubmissionFactory(board=board)
    sandbox.refund(sandbox.charge_of(payment_of(submission).attempts.get().session_id)["id"])
    event = sandbox.events("charge.refunded")[0]
    with monkeypatch.context() as broken:
        broken.setattr(refunds, "_close_repaid", _fail)
        assert stripe_posts(event) == 500
    assert payment_of(submission).status == Payment.Status.PAID
    assert page_of(submission).live
    assert not StripeEvent.objects.filter(type="charge.refunded").exists()
    assert "refunded" not in mailbox.kinds()
    assert stripe_posts(event) == 200
    assert payment_of(submission).status == Payment.Status.REFUNDED

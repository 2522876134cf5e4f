"""A settled payment is fulfilled by the function registered for its purpose; without one, a problem is opened."""

import pytest

from payments import fulfilment
from payments.models import Payment, Problem
from payments.services.reconcile import reconcile
from payments.services.settlement import confirm
from payments.tests.sweeping import in_
from tests.factories import UnpaidSubmissionFactory, page_of, payment_of

POSTING = Payment.Purpose.POSTING


@pytest.fixture
def submission(board, sandbox):
    return UnpaidSubmissionFactory(board=board)


@pytest.mark.parametrize("purpose", Payment.Purpose)
def test_every_purpose_is_registered(purpose):
    assert purpose in fulfilment._functions


def test_a_second_function_for_a_purpose_is_refused():
    with pytest.raises(ValueError, match="are fulfilled by"):
        fulfilment.register(POSTING, lambda *, payment: None)


def test_a_purpose_nobody_gives_is_a_problem_until_somebody_does(submission, pay, monkeypatch, mailbox):
    with monkeypatch.context() as unregistered:
        unregistered.delitem(fulfilment._functions, POSTING)
        pay(submission)
        payment = confirm(payment=payment_of(submission))
    assert (payment.status, payment.open_kinds) == (Payment.Status.PAID, [Problem.Kind.PUBLISH_FAILED])
    assert payment.problems.get().detail == "NotRegistered"
    assert not page_of(submission).live
    with in_(minutes=2):
        assert not reconcile().needs_a_person
    assert page_of(submission).live

"""The states that the factories are named after are the states they make."""

import pytest

from jobs.listings.models import JobPage
from payments.models import Payment
from tests import factories


def test_editors_listings(board):
    live = factories.LiveJobFactory(board=board)
    featured = factories.FeaturedJobFactory(board=board)
    factories.DraftJobFactory(board=board)
    time_is_up = factories.TimeIsUpJobFactory(board=board)
    expired = factories.ExpiredJobFactory(board=board)
    closed = factories.ClosedJobFactory(board=board)
    assert set(JobPage.objects.live()) == {live, featured}
    assert time_is_up.live
    assert expired.expired
    assert {page.is_closed for page in (time_is_up, expired, closed)} == {True}


def test_submissions(board, sandbox):
    unpaid = factories.UnpaidSubmissionFactory(board=board)
    paid = factories.PaidSubmissionFactory(board=board)
    assert factories.payment_of(unpaid).status == Payment.Status.OPEN
    assert not factories.page_of(unpaid).live
    assert factories.payment_of(paid).status == Payment.Status.PAID
    assert factories.page_of(paid).live


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_board_after_a_test_with_real_transactions(turn):
    board = factories.make_board(review="after")
    assert factories.LiveJobFactory(board=board).live

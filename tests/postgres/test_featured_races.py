"""Five at the same moment for four featured places: one of them is told, and nobody's place is sold twice."""

from functools import partial

import pytest

from jobs.listings.models import JobBoardSettings, JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.featured import stock_of
from payments.fulfilment import NotForSale
from payments.models import CheckoutAttempt
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import (
    FeaturedPlanFactory,
    UnpaidSubmissionFactory,
    make_board,
    open_checkout,
    payment_of,
)
from tests.threads import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("sandbox"),
]


def test_five_pay_for_four_places_at_the_same_moment():
    board = make_board()
    assert JobBoardSettings.for_site(board.site).featured_places == 4
    plan = FeaturedPlanFactory(site=board.site)
    submissions = [UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(5)]

    def pay(submission: Submission) -> bool:
        try:
            session = open_checkout(payment_of(submission))
        except NotForSale:
            return False
        stripe_door.current().pay(session)
        confirm(payment=payment_of(submission))
        return True

    paid = at_once([partial(pay, submission) for submission in submissions])
    assert sorted(paid) == [False, True, True, True, True]
    assert CheckoutAttempt.objects.count() == 4
    assert JobPage.objects.live().featured_now().count() == 4
    assert stock_of(board.site).free == 0

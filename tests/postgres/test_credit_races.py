"""Packs and their credits, with several connections at once."""

import uuid
from functools import partial

import pytest

from jobs.submissions.services import packs
from jobs.submissions.services.refusals import SubmissionRefused
from payments.models import Payment
from payments.services import credits as pack_credits
from payments.services.cancellation import decline
from payments.services.credits import balance_of
from payments.services.refunds import NotRefundable, refund, sync_refunds_and_disputes
from payments.services.settlement import confirm
from tests.factories import (
    PackOfferFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_pack,
    open_checkout,
    page_of,
    payment_of,
)
from tests.threads import at_once, in_order_of_arrival

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site)


@pytest.fixture
def offer(plan):
    return PackOfferFactory(plan=plan)


@pytest.fixture
def pack(offer, sandbox):
    return make_pack(offer)


def balance(pack):
    found = balance_of(Payment.objects.get(pk=pack.payment_id))
    assert found.bought == found.used + found.left + found.expired + found.taken_back
    return found.used, found.left, found.taken_back


def attempt(verb):
    try:
        verb()
    except (SubmissionRefused, NotRefundable, pack_credits.NoCredit, pack_credits.NotPayableByCredit):
        return False
    return True


def test_three_tabs_and_one_credit(board, plan, pack):
    """Two of three are used; then three listings want the last one."""
    submissions = [UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(5)]
    for submission in submissions[:2]:
        packs.use(submission=submission, pack=pack)
    tabs = [
        partial(attempt, partial(packs.use, submission=submission, pack=pack))
        for submission in submissions[2:]
    ]
    assert at_once(tabs).count(True) == 1
    assert balance(pack) == (3, 0, 0)
    assert [page_of(submission).live for submission in submissions[2:]].count(True) == 1


def test_one_listing_in_four_tabs(board, plan, pack):
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    tab = partial(attempt, partial(packs.use, submission=submission, pack=pack))
    assert at_once([tab] * 4).count(True) == 1
    assert balance(pack) == (1, 2, 0)


@pytest.mark.parametrize("refund_first", [True, False])
def test_used_while_the_pack_is_refunded(board, plan, pack, refund_first):
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    spend = partial(attempt, partial(packs.use, submission=submission, pack=pack))
    give = partial(
        attempt, partial(refund, payment=pack.payment, amount=25000, reason="All of it.", user=None)
    )
    order = [give, spend] if refund_first else [spend, give]
    done = in_order_of_arrival(pack.payment, order)
    assert done == [True, False]
    assert balance(pack) == ((0, 0, 3) if refund_first else (1, 2, 0))
    assert page_of(submission).live is not refund_first


def test_refunded_at_stripe_while_three_are_used(board, plan, pack, sandbox):
    charge = sandbox.charge_of(pack.payment.attempts.get().session_id)["id"]
    sandbox.refund(charge, 16666)
    submissions = [UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(3)]
    uses = [partial(attempt, partial(packs.use, submission=each, pack=pack)) for each in submissions]
    sync = partial(sync_refunds_and_disputes, pack.payment)
    at_once([*uses, sync, sync])
    used, left, taken = balance(pack)
    assert taken == min(2, 3 - used)
    assert left == 3 - used - taken


def test_settled_from_three_sides_gives_credits_once(offer, sandbox, mailbox):
    pack = packs.buy(offer=offer, email="buyer@wagonworks.example", nonce=None)
    sandbox.pay(open_checkout(pack.payment))
    at_once([lambda: confirm(payment=Payment.objects.get(pk=pack.payment_id))] * 5)
    assert balance(pack) == (0, 3, 0)
    assert mailbox.kinds("buyer@wagonworks.example") == ["pack_bought"]


def test_a_form_sent_five_times_at_once_makes_one_pack(offer, sandbox):

    nonce = uuid.uuid4()
    buy = partial(packs.buy, offer=offer, email="buyer@wagonworks.example", nonce=nonce)
    assert len({pack.pk for pack in at_once([buy] * 5)}) == 1


def test_declined_and_given_back_at_once(board, plan, pack):
    submission = UnpaidSubmissionFactory(board=board, plan=plan)
    packs.use(submission=submission, pack=pack)
    editor = SuperuserFactory()
    say_no = partial(decline, page_id=submission.page_id, user=editor, reason="No.")
    by_hand = partial(pack_credits.give_back, payment=payment_of(submission))
    at_once([say_no, by_hand, by_hand])
    assert balance(pack) == (0, 3, 0)

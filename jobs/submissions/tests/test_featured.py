"""Featured places are a stock: sold while one is free, kept for the time that was paid for, and not longer."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from jobs.listings.models import JobBoardSettings, JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from jobs.submissions.services.featured import stock_of
from jobs.submissions.services.purchases import buy
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.tests.typed import typed
from payments.fulfilment import NotForSale
from payments.models import Payment
from payments.services.refunds import refund, refundable
from payments.services.settlement import confirm
from payments.services.waiver import waive
from tests import stripe_door
from tests.factories import (
    FeaturedJobFactory,
    FeaturedPlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    SuperuserFactory,
    UnpaidSubmissionFactory,
    make_board,
    open_checkout,
    page_of,
    payment_of,
)

Purpose = Payment.Purpose
pytestmark = pytest.mark.usefixtures("sandbox")
TAKEN = "All featured places are taken"


@pytest.fixture
def board(board):
    """A board with a single featured place."""
    JobBoardSettings.objects.filter(site=board.site).update(featured_places=1)
    return board


@pytest.fixture
def featured(board):
    return FeaturedPlanFactory(site=board.site, days=30)


@pytest.fixture
def plain(board):
    return PlanFactory(site=board.site, days=30)


def free(board):
    return stock_of(board.site).free


def bought(submission, plan, purpose=Purpose.RENEWAL):
    payment = buy(submission=Submission.objects.get(pk=submission.pk), plan=plan, purpose=purpose).payment
    stripe_door.current().pay(open_checkout(payment))
    confirm(payment=payment)
    return payment


def is_featured(submission, at=timedelta(0)):
    with time_machine.travel(timezone.now() + at):
        page = page_of(submission)
        shown = JobPage.objects.filter(pk=page.pk).live().featured_now().exists()
        assert shown == (page.is_featured and page.is_readable)
        return shown


# --- Sold while a place is free


def test_a_draft_holds_no_place_and_a_payment_page_does(board, featured):
    submission = UnpaidSubmissionFactory(board=board, plan=featured)
    assert free(board) == 1
    session = open_checkout(payment_of(submission))
    assert free(board) == 0
    stripe_door.current().expire(session)
    confirm(payment=payment_of(submission))
    assert free(board) == 1


def test_the_second_of_two_drafts_cannot_be_paid(board, featured, client):
    first, second = (UnpaidSubmissionFactory(board=board, plan=featured) for _ in range(2))
    stripe_door.current().pay(open_checkout(payment_of(first)))
    with pytest.raises(NotForSale):
        open_checkout(payment_of(second))
    answer = client.post(reverse("submissions:pay", args=[second.token]), follow=True)
    assert TAKEN in answer.content.decode() and "Nothing was charged" in answer.content.decode()
    assert not payment_of(second).attempts.exists()


def test_the_same_payment_page_opens_again(board, featured):
    submission = UnpaidSubmissionFactory(board=board, plan=featured)
    assert open_checkout(payment_of(submission)) == open_checkout(payment_of(submission))


def test_nothing_is_posted_for_a_plan_that_is_sold_out(board, featured, plain, client):
    taken = PaidSubmissionFactory(board=board, plan=featured)
    form = client.get("/post-a-job/").content.decode()
    day = page_of(taken).expire_at.strftime("%Y")
    assert f"{TAKEN} until" in form and day in form and "disabled" in form
    answer = client.post("/post-a-job/", typed(plan=featured.pk, title="Typed for ten minutes"))
    assert TAKEN in answer.content.decode() and "Typed for ten minutes" in answer.content.decode()
    assert Submission.objects.count() == 1
    with pytest.raises(SubmissionRefused, match=TAKEN):
        UnpaidSubmissionFactory(board=board, plan=featured)


def test_no_other_way_sells_one_either(board, featured, plain):
    PaidSubmissionFactory(board=board, plan=featured)
    draft, live = (
        UnpaidSubmissionFactory(board=board, plan=plain),
        PaidSubmissionFactory(board=board, plan=plain),
    )
    ways = [
        lambda: manage.change_plan(submission=draft, plan=featured),
        lambda: buy(submission=live, plan=featured, purpose=Purpose.RENEWAL),
        lambda: buy(submission=live, plan=featured, purpose=Purpose.UPGRADE),
    ]
    for way in ways:
        with pytest.raises(SubmissionRefused, match=TAKEN):
            way()
    assert payment_of(draft).amount == plain.amount


def test_a_waiver_gives_no_place_that_is_not_free(board, featured, client):
    waits = UnpaidSubmissionFactory(board=board, plan=featured)
    PaidSubmissionFactory(board=board, plan=featured)
    client.force_login(SuperuserFactory())
    answer = client.post(f"/admin/listings/{waits.page_id}/waive/", {"reason": "A friend."}, follow=True)
    assert TAKEN in answer.content.decode()
    assert payment_of(waits).status == Payment.Status.OPEN
    with pytest.raises(NotForSale):
        waive(payment=payment_of(waits), user=None, reason="A friend.")


def test_a_free_featured_plan_gives_none_either(board):
    plan = FeaturedPlanFactory(site=board.site, amount=0)
    first, second = (UnpaidSubmissionFactory(board=board, plan=plan) for _ in range(2))
    manage.publish_free(submission=first)
    with pytest.raises(SubmissionRefused, match=TAKEN):
        manage.publish_free(submission=second)
    assert is_featured(first) and not page_of(second).live


@pytest.mark.parametrize("review", ["before", "after"])
def test_what_is_paid_and_in_review_has_its_place(db, review):
    board = make_board(review=review)
    JobBoardSettings.objects.filter(site=board.site).update(featured_places=1)
    PaidSubmissionFactory(board=board, plan=FeaturedPlanFactory(site=board.site))
    assert free(board) == 0


def test_a_closed_listing_keeps_its_place_for_reopening(board, featured):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    manage.close(submission=submission, reason=Submission.CloseReason.WITHDRAWN)
    assert free(board) == 0
    manage.reopen(submission=submission)
    assert is_featured(submission)


def test_an_end_or_a_refund_makes_the_place_free(board, featured):
    first = PaidSubmissionFactory(board=board, plan=featured)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert free(board) == 1
    payment = payment_of(first)
    refund(payment=payment, amount=refundable(payment), reason="A test.", user=None)
    assert free(board) == 1


def test_what_editors_feature_counts_and_boards_do_not_share(board, featured):
    FeaturedJobFactory(board=board)
    assert free(board) == 0
    other = make_board(hostname="other.example", name="Other")
    assert free(other) == 4


def test_until_when_it_is_sold_out(board, featured, plain):
    JobBoardSettings.objects.filter(site=board.site).update(featured_places=2)
    soon = FeaturedPlanFactory(site=board.site, days=10)
    first = PaidSubmissionFactory(board=board, plan=featured)
    second = PaidSubmissionFactory(board=board, plan=soon)
    assert stock_of(board.site).next_end == page_of(second).expire_at
    JobBoardSettings.objects.filter(site=board.site).update(featured_places=1)
    assert stock_of(board.site).next_end == page_of(first).expire_at, "both have to end"


# --- Kept as long as it is paid for


def test_a_cheap_renewal_drops_the_place_when_its_paid_time_ends(board, featured, plain, client):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    bought(submission, plain)
    assert is_featured(submission) and is_featured(submission, timedelta(days=29))
    assert page_of(submission).expire_at > timezone.now() + timedelta(days=59)
    assert not is_featured(submission, timedelta(days=31))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert free(board) == 1
        assert "Featured" not in client.get(page_of(submission).url).content.decode()


def test_an_edit_does_not_bring_the_place_back(board, featured, plain):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    bought(submission, plain)
    page_of(submission).get_latest_revision().publish()
    assert not is_featured(submission, timedelta(days=31))


def test_a_featured_renewal_keeps_the_place_to_the_new_end(board, featured):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    bought(submission, featured)
    assert is_featured(submission, timedelta(days=59))
    assert not is_featured(submission, timedelta(days=61))


def test_a_featured_renewal_of_a_plain_listing_gives_a_place_now(board, featured, plain):
    submission = PaidSubmissionFactory(board=board, plan=plain)
    bought(submission, featured)
    assert is_featured(submission) and is_featured(submission, timedelta(days=59))


def test_an_upgrade_after_a_cheap_renewal_is_offered_once_the_place_has_ended(board, featured, plain):
    submission = PaidSubmissionFactory(board=board, plan=plain)
    bought(submission, featured, Purpose.UPGRADE)
    bought(submission, plain)
    assert is_featured(submission, timedelta(days=29)) and not is_featured(submission, timedelta(days=31))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        bought(submission, featured, Purpose.UPGRADE)
        assert is_featured(submission)


def test_a_refund_gives_back_what_was_there_before(board, featured, plain):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    bought(submission, plain)
    payment = bought(submission, featured)
    assert is_featured(submission, timedelta(days=80))
    refund(payment=payment, amount=refundable(payment), reason="A test.", user=None)
    assert is_featured(submission, timedelta(days=29)) and not is_featured(submission, timedelta(days=31))

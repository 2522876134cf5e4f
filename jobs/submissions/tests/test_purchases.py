"""Renewals and upgrades: what is offered, what they give, and what a refund takes back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import manage, purchases
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.purchases import buy, offers
from jobs.submissions.services.refusals import SubmissionRefused
from jobs.submissions.services.stage_view import describe
from jobs.submissions.services.submission import update
from payments.models import Payment, PaymentSettings, Problem
from payments.services.reconcile import reconcile
from payments.services.refunds import refund
from payments.services.settlement import confirm
from tests.factories import (
    FeaturedPlanFactory,
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    make_editor,
    open_checkout,
    page_of,
    payment_of,
)

RENEWAL, UPGRADE = Payment.Purpose.RENEWAL, Payment.Purpose.UPGRADE
Kind = Problem.Kind
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site, name="Standard")


@pytest.fixture
def featured(board):
    return FeaturedPlanFactory(site=board.site, name="Featured", days=60)


@pytest.fixture
def submission(board, plan, sandbox):
    return PaidSubmissionFactory(board=board, plan=plan)


@pytest.fixture
def purchase(submission, sandbox):
    """Buy, pay at Stripe, and settle as the landing page does; returns the payment."""

    def purchase(plan, purpose=RENEWAL, of=submission):
        payment = buy(submission=fresh(of), plan=plan, purpose=purpose).payment
        sandbox.pay(open_checkout(payment))
        return confirm(payment=payment)

    return purchase


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def offered(submission, purpose=RENEWAL):
    return {offer.name: offer.amount for offer in offers(fresh(submission), purpose)}


def time_goes_by(submission, days=31, cron=True):
    """The listing was published so much earlier; the scheduled job has run or not."""
    page = page_of(submission)
    JobPage.objects.filter(pk=page.pk).update(
        expire_at=page.expire_at - days * DAY, first_published_at=page.first_published_at - days * DAY
    )
    if cron:
        call_command("publish_scheduled")


# --- What is offered


def test_renewals_are_the_plans_that_cost_something(board, submission, plan, featured):
    FreePlanFactory(site=board.site, name="Free")
    PlanFactory(site=board.site, name="Withdrawn", active=False)
    assert offered(submission) == {"Standard": 9900, "Featured": 19900}


def test_free_is_not_renewed_for_nothing(board, submission):
    free = FreePlanFactory(site=board.site)
    with pytest.raises(SubmissionRefused):
        buy(submission=submission, plan=free, purpose=RENEWAL)


def test_unpaid_has_nothing_to_renew(board, plan, featured):
    unpaid = UnpaidSubmissionFactory(board=board, plan=plan)
    assert offered(unpaid) == offered(unpaid, UPGRADE) == {}


def test_renewed_for_years_ahead_is_enough(submission):
    JobPage.objects.update(expire_at=timezone.now() + 366 * DAY)
    assert offered(submission) == {}


def test_refunded_has_nothing_to_renew(submission):
    refund(payment=payment_of(submission), amount=9900, reason="A mistake.", user=None)
    assert offered(submission) == {}


def test_what_editors_took_down_is_not_bought_back(submission):
    page_of(submission).unpublish()
    assert offered(submission) == {}
    assert describe(fresh(submission)).key == "taken_down"
    assert not may(submission, ActionKey.RENEW)
    assert not may(submission, ActionKey.REOPEN)


@pytest.mark.parametrize("cron", [True, False])
def test_expired_is_renewed_whether_or_not_the_job_has_run(submission, cron):
    time_goes_by(submission, cron=cron)
    assert describe(fresh(submission)).key == "expired"
    assert may(submission, ActionKey.RENEW)


# --- A renewal


def test_early_renewal_begins_where_the_old_time_ends(submission, plan, purchase, mailbox):
    before = page_of(submission)
    payment = purchase(plan)
    page = page_of(submission)
    assert page.expire_at == before.expire_at + 30 * DAY
    assert page.first_published_at == before.first_published_at
    assert page.live
    assert payment.status == Payment.Status.PAID
    assert payment.description == "Renewal: Standard, 30 days"
    assert mailbox.kinds(submission.contact_email) == ["draft_saved", "receipt", "live", "receipt", "renewed"]
    assert mailbox.kinds().count("new_paid_listing") == 1


@pytest.mark.parametrize("cron", [True, False])
def test_late_renewal_begins_now(submission, plan, purchase, cron):
    time_goes_by(submission, days=50, cron=cron)
    posted = page_of(submission).first_published_at
    before = timezone.now()
    purchase(plan)
    page = page_of(submission)
    assert before + 30 * DAY <= page.expire_at <= timezone.now() + 30 * DAY
    assert page.first_published_at == posted, "the day it was posted stays"
    assert (page.live, page.expired, page.is_readable) == (True, False, True)


def test_settled_twice_extends_once(submission, plan, purchase, deliver_webhooks):
    before = page_of(submission).expire_at
    payment = purchase(plan)
    deliver_webhooks()
    confirm(payment=payment)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        reconcile()
    assert page_of(submission).expire_at == before + 30 * DAY


def test_by_the_webhook_alone(submission, plan, sandbox, deliver_webhooks):
    before = page_of(submission).expire_at
    sandbox.pay(open_checkout(buy(submission=submission, plan=plan, purpose=RENEWAL).payment))
    deliver_webhooks()
    assert page_of(submission).expire_at == before + 30 * DAY


def test_twice_in_a_row_adds_twice(submission, plan, purchase):
    before = page_of(submission).expire_at
    purchase(plan)
    purchase(plan)
    assert page_of(submission).expire_at == before + 60 * DAY


def test_double_click_is_one_payment(submission, plan):
    first = buy(submission=submission, plan=plan, purpose=RENEWAL)
    second = buy(submission=fresh(submission), plan=plan, purpose=RENEWAL)
    assert first.payment == second.payment
    assert Payment.objects.filter(purpose=RENEWAL).count() == 1


def test_another_choice_takes_the_place_of_the_first(submission, plan, featured):
    first = buy(submission=submission, plan=plan, purpose=RENEWAL)
    second = buy(submission=fresh(submission), plan=featured, purpose=RENEWAL)
    first.payment.refresh_from_db()
    assert first.payment.status == Payment.Status.CANCELLED
    assert (second.payment.amount, second.days, second.featured) == (19900, 60, True)


def test_another_choice_waits_for_the_open_page_of_the_first(submission, plan, featured):
    open_checkout(buy(submission=submission, plan=plan, purpose=RENEWAL).payment)
    with pytest.raises(SubmissionRefused):
        buy(submission=fresh(submission), plan=featured, purpose=RENEWAL)


def test_abandoned_renewal_changes_nothing(submission, plan):
    before = page_of(submission).expire_at
    buy(submission=submission, plan=plan, purpose=RENEWAL)
    assert page_of(submission).expire_at == before
    assert describe(fresh(submission)).key == "live"


def test_debit_on_its_way(submission, plan, sandbox, deliver_webhooks):
    before = page_of(submission).expire_at
    session = sandbox.pay_by_debit(
        open_checkout(buy(submission=submission, plan=plan, purpose=RENEWAL).payment)
    )
    deliver_webhooks()
    assert offered(submission) == {}, "not to be paid for twice"
    assert describe(fresh(submission)).note
    sandbox.settle_debit(session["id"])
    deliver_webhooks()
    assert page_of(submission).expire_at == before + 30 * DAY
    assert offered(submission)
    assert not describe(fresh(submission)).note


# --- Put up again


def test_republished_as_readers_last_saw_it(db, sandbox, purchase):
    """Not as the employer's edit, which no editor has read; that goes on waiting for its review."""
    board = make_board(hostname="reviewed.example", name="Reviewed", review="after")
    plan = PlanFactory(site=board.site)
    editor = make_editor(board)
    submission = PaidSubmissionFactory(board=board, plan=plan, title="As it was read")
    page_of(submission).current_workflow_task_state.approve(user=editor)
    update(submission=fresh(submission), data=listing_data(title="Not read by anyone"))
    time_goes_by(submission)
    purchase(plan, of=submission)
    page = page_of(submission)
    assert (page.title, page.is_readable) == ("As it was read", True)
    assert page.get_latest_revision_as_object().title == "Not read by anyone"
    assert page.current_workflow_task.specific == board.review_task
    page.current_workflow_task_state.approve(user=editor)
    assert page_of(submission).title == "Not read by anyone"


def test_republished_as_readers_last_saw_it_also_when_old_revisions_were_purged(db, sandbox, purchase):
    """Wagtail's own command deletes every revision but the newest, which is the edit that nobody has read."""
    board = make_board(hostname="reviewed.example", name="Reviewed", review="after")
    plan = PlanFactory(site=board.site)
    editor = make_editor(board)
    submission = PaidSubmissionFactory(board=board, plan=plan, title="As it was read", tags=["go"])
    page_of(submission).current_workflow_task_state.approve(user=editor)
    update(submission=fresh(submission), data=listing_data(title="Not read by anyone", tags=["rust"]))
    call_command("purge_revisions")
    time_goes_by(submission)
    purchase(plan, of=submission)
    page = page_of(submission)
    assert (page.title, page.is_readable) == ("As it was read", True)
    assert [tag.name for tag in page.tags.all()] == ["go"]
    assert page.get_latest_revision_as_object().title == "Not read by anyone"
    page.current_workflow_task_state.approve(user=editor)
    assert page_of(submission).title == "Not read by anyone"


def test_closed_listing_reopens(submission, plan, purchase):
    manage.close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    before = page_of(submission).expire_at
    purchase(plan)
    page = page_of(submission)
    assert (page.live, page.expire_at) == (True, before + 30 * DAY)
    assert fresh(submission).closed_at is None
    assert describe(fresh(submission)).key == "live"


def test_closed_listing_keeps_a_place_it_still_has(board, featured, plan, purchase):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    manage.close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    purchase(plan, of=submission)
    assert page_of(submission).featured


# --- The place


def test_expired_listing_renewed_with_a_featured_plan(submission, featured, purchase):
    time_goes_by(submission)
    purchase(featured)
    page = page_of(submission)
    assert (page.featured, page.is_readable) == (True, True)


def test_expired_featured_listing_renewed_with_a_plain_plan(board, featured, plan, purchase):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    time_goes_by(submission, days=61)
    purchase(plan, of=submission)
    page = page_of(submission)
    assert (page.featured, page.is_readable) == (False, True)


def test_early_plain_renewal_keeps_the_place(board, featured, plan, purchase):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    purchase(plan, of=submission)
    assert page_of(submission).featured


def test_upgrade_costs_the_difference_to_what_was_paid(submission, plan, featured):
    plan.amount = 100
    plan.save()
    assert offered(submission, UPGRADE) == {"Featured": 10000}
    plan.delete()
    assert offered(submission, UPGRADE) == {"Featured": 10000}


def test_upgrades_are_for_plain_listings_that_are_up(board, submission, featured):
    assert offered(PaidSubmissionFactory(board=board, plan=featured), UPGRADE) == {}
    time_goes_by(submission)
    assert offered(submission, UPGRADE) == {}


def test_upgrades_are_in_the_money_that_was_paid(board, submission):
    FeaturedPlanFactory(site=board.site, currency="USD")
    assert offered(submission, UPGRADE) == {}


def test_upgrade(submission, featured, purchase):
    before = page_of(submission).expire_at
    payment = purchase(featured, UPGRADE)
    page = page_of(submission)
    assert (page.featured, page.expire_at) == (True, before)
    assert (payment.amount, payment.description) == (10000, "Upgrade to Featured")
    assert offered(submission, UPGRADE) == {}


def test_upgrade_survives_a_later_edit(submission, featured, purchase):
    purchase(featured, UPGRADE)
    update(submission=fresh(submission), data=listing_data(title="A better title"))
    page = page_of(submission)
    assert (page.title, page.featured) == ("A better title", True)


def test_upgrade_survives_an_edit_that_is_in_review(db, sandbox, purchase):
    board = make_board(hostname="reviewed.example", name="Reviewed", review="after")
    editor = make_editor(board)
    submission = PaidSubmissionFactory(board=board)
    page_of(submission).current_workflow_task_state.approve(user=editor)
    update(submission=fresh(submission), data=listing_data(title="A better title"))
    purchase(FeaturedPlanFactory(site=board.site), UPGRADE, of=submission)
    page = page_of(submission)
    assert page.featured
    page.current_workflow_task_state.approve(user=editor)
    page = page_of(submission)
    assert (page.title, page.featured) == ("A better title", True)


def test_upgrade_reopens_nothing(submission, featured, sandbox):
    """Closed between choosing and paying."""
    payment = buy(submission=submission, plan=featured, purpose=UPGRADE).payment
    session = open_checkout(payment)
    manage.close(submission=fresh(submission), reason=Submission.CloseReason.WITHDRAWN)
    before = page_of(submission).expire_at
    sandbox.pay(session)
    confirm(payment=payment)
    page = page_of(submission)
    assert (page.live, page.featured, page.expire_at) == (False, True, before)


# --- The money goes back


def test_refund_takes_the_days_back(submission, plan, purchase):
    before = page_of(submission).expire_at
    payment = purchase(plan)
    refund(payment=payment, amount=9900, reason="A mistake.", user=None)
    page = page_of(submission)
    assert (page.expire_at, page.live) == (before, True)
    assert payment_of(submission).status == Payment.Status.PAID


def test_partial_refund_leaves_the_days(submission, plan, purchase):
    payment = purchase(plan)
    before = page_of(submission).expire_at
    refund(payment=payment, amount=5000, reason="A discount.", user=None)
    assert page_of(submission).expire_at == before


def test_refund_of_a_late_renewal_ends_the_listing(submission, plan, purchase):
    time_goes_by(submission)
    refund(payment=purchase(plan), amount=9900, reason="A mistake.", user=None)
    assert not page_of(submission).is_readable


def test_refund_takes_the_place_back(submission, featured, purchase):
    payment = purchase(featured, UPGRADE)
    refund(payment=payment, amount=10000, reason="A mistake.", user=None)
    page = page_of(submission)
    assert (page.featured, page.live) == (False, True)
    update(submission=fresh(submission), data=listing_data())
    assert not page_of(submission).featured


def test_refund_leaves_a_place_that_was_bought_otherwise(board, featured, purchase):
    submission = PaidSubmissionFactory(board=board, plan=featured)
    refund(payment=purchase(featured, of=submission), amount=19900, reason="A mistake.", user=None)
    assert page_of(submission).featured


def test_board_that_keeps_what_was_bought(board, submission, plan, purchase):
    PaymentSettings.objects.update_or_create(
        site=board.site, defaults={"full_refund": PaymentSettings.FullRefund.KEEP}
    )
    payment = purchase(plan)
    before = page_of(submission).expire_at
    refund(payment=payment, amount=9900, reason="Goodwill.", user=None)
    assert page_of(submission).expire_at == before


# --- What fails


def test_what_cannot_be_given_is_told_and_given_later(submission, plan, purchase, monkeypatch, mailbox):
    before = page_of(submission).expire_at
    with monkeypatch.context() as broken:
        broken.setattr(purchases, "_put_up_again", _raise)
        payment = purchase(plan)
    assert (payment.status, payment.open_kinds) == (Payment.Status.PAID, [Kind.PUBLISH_FAILED])
    assert page_of(submission).expire_at == before, "all of it or nothing"
    assert offered(submission) == {}
    assert "renewed" not in mailbox.kinds()
    reconcile()
    payment.refresh_from_db()
    assert payment.open_kinds == []
    assert page_of(submission).expire_at == before + 30 * DAY


def test_what_could_not_be_given_and_went_back_is_not_given_later(submission, plan, purchase, monkeypatch):
    before = page_of(submission).expire_at
    with monkeypatch.context() as broken:
        broken.setattr(purchases, "_put_up_again", _raise)
        payment = purchase(plan)
    refund(payment=payment, amount=9900, reason="We could not renew it.", user=None)
    assert not reconcile().needs_a_person
    assert page_of(submission).expire_at == before
    assert offered(submission)


def test_paid_after_another_choice_was_made(submission, plan, featured, sandbox):
    before = page_of(submission).expire_at
    first = buy(submission=submission, plan=plan, purpose=RENEWAL).payment
    session = open_checkout(first)
    first.attempts.update(status="failed")
    buy(submission=fresh(submission), plan=featured, purpose=RENEWAL)
    sandbox.pay(session)
    first = confirm(payment=first)
    assert (first.status, first.open_kinds) == (Payment.Status.PAID, [Kind.PAID_AFTER_CANCEL])
    assert page_of(submission).expire_at == before
    refund(payment=first, amount=9900, reason="Another one was chosen.", user=None)
    first.refresh_from_db()
    assert (first.status, first.open_kinds) == (Payment.Status.REFUNDED, [])
    assert page_of(submission).expire_at == before


def _raise(*args, **kwargs):
    raise OSError("the disk is full")


def test_given_twice_adds_its_days_once(submission, plan, purchase):
    payment = purchase(plan)
    end = page_of(submission).expire_at
    purchases.fulfil_purchase(payment=payment)
    assert page_of(submission).expire_at == end

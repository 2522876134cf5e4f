"""Renewals and upgrades: buy them, give what was bought, take it back. Prices are in `prices`."""

from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.services.expiry import lift_missed_deadline, store_end
from jobs.listings.services.relist import last_live_revision, republish
from jobs.submissions.models import Plan, Purchase, Submission
from jobs.submissions.services import mails
from jobs.submissions.services.featured import refuse_if_sold_out
from jobs.submissions.services.prices import (
    MAX_AHEAD,
    Offer,
    may_be_extended,
    renewal_offers,
    renewal_plans,
    upgrade_offers,
)
from jobs.submissions.services.refusals import (
    NOT_POSSIBLE_NOW,
    SubmissionRefused,
    refuse_if_locked,
    site_of,
)
from payments.ledger import is_unpaid, locked
from payments.models import Payment, Problem
from payments.services.cancellation import NotCancellable, cancel


class NothingToGiveItTo(Exception):
    """A paid purchase cannot be given: the editors have taken the listing down, its posting was refunded, or it
    ended before the upgrade was paid."""


def offers(submission: Submission, purpose: Payment.Purpose) -> list[Offer]:
    """List what can be bought for the listing now; nothing while an earlier purchase is being processed."""
    posting = Payment.objects.posting_for(submission.page_id).first()
    if posting is None or posting.is_unpaid or in_flight(submission, purpose) is not None:
        return []
    make = renewal_offers if purpose == Payment.Purpose.RENEWAL else upgrade_offers
    return make(submission, posting)


def with_renewable(pages: JobQuerySet, site: Site) -> JobQuerySet:
    """Annotate each listing with `is_renewable`: whether `offers` has a renewal for it. One query for all."""
    postings = Payment.objects.filter(page_id=OuterRef("pk"), purpose=Payment.Purpose.POSTING)
    posting = Subquery(postings.order_by("-pk").values("status")[:1])
    bought = Purchase.objects.filter(_in_flight(), payment__purpose=Payment.Purpose.RENEWAL)
    is_renewable = (
        Q(first_published_at__isnull=False, posting__isnull=False)
        & ~Q(posting__in=Payment.UNPAID)
        & (Q(live=True) | Q(expired=True) | Q(submission__closed_at__isnull=False))
        & (Q(expire_at=None) | Q(expire_at__lte=timezone.now() + MAX_AHEAD))
        & ~Exists(bought.filter(submission__page=OuterRef("pk")))
        & Exists(renewal_plans(site))
    )
    annotated: JobQuerySet = pages.alias(posting=posting).annotate(
        is_renewable=ExpressionWrapper(is_renewable, output_field=BooleanField())
    )
    return annotated


def unpaid_purchase(submission: Submission, purpose: Payment.Purpose) -> Purchase | None:
    """Return what was chosen and has not been paid yet."""
    open_ = submission.purchases.filter(payment__purpose=purpose, payment__status=Payment.Status.OPEN)
    return open_.select_related("payment").first()


def in_flight(submission: Submission, purpose: Payment.Purpose) -> Purchase | None:
    """Return a purchase whose debit is still processing, or that is paid and could not be given yet."""
    return (
        submission.purchases.filter(_in_flight(), payment__purpose=purpose).select_related("payment").first()
    )


def _in_flight() -> Q:
    on_its_way = Q(payment__status=Payment.Status.PROCESSING)
    not_given = Problem.objects.open().filter(payment=OuterRef("payment"), kind=Problem.Kind.PUBLISH_FAILED)
    return on_its_way | Q(Exists(not_given), applied_at=None)


def other_choice(submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Payment | None:
    """Return the unpaid payment of another plan, which `buy()` of this plan would cancel."""
    offer = _offer(submission, plan, purpose)
    chosen = unpaid_purchase(submission, purpose)
    return chosen.payment if chosen is not None and not _is_same(chosen, offer) else None


def buy(*, submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Purchase:
    """Create the payment of a renewal or an upgrade; the same choice again returns the same one.

    Close an open payment page of another choice first (payments.services.checkout.close_checkout).
    Raises SubmissionRefused.
    """
    with locked(submission.page_id):
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        refuse_if_locked(submission.page)
        offer = _offer(submission, plan, purpose)
        refuse_if_sold_out(offer.plan, page_id=submission.page_id)
        if (chosen := unpaid_purchase(submission, purpose)) is not None:
            if _is_same(chosen, offer):
                return chosen
            _cancel(chosen)
        payment = Payment(
            site=site_of(submission.page),
            page=submission.page,
            page_title=submission.page.title,
            purpose=purpose,
            amount=offer.amount,
            currency=offer.plan.currency,
            description=_describe(offer, purpose),
            payer_email=submission.contact_email,
        )
        payment.full_clean()
        payment.save()
        return Purchase.objects.create(
            submission=submission,
            payment=payment,
            plan_name=offer.name,
            days=offer.days,
            featured=offer.featured,
        )


def fulfil_purchase(*, payment: Payment) -> None:
    """Extend or upgrade the listing once, and email the employer. Raises NothingToGiveItTo."""
    _add_days_and_place(payment)
    submission = Submission.objects.filter(page_id=payment.page_id).select_related("page").first()
    if submission is not None:
        mails.renewed(submission=submission, payment=payment)


def _add_days_and_place(payment: Payment) -> None:
    """Extend or upgrade the listing, once. Raises NothingToGiveItTo.

    Days count from the end of the paid days or from now, whichever is later; a deadline that is over is lifted. A
    featured place that is paid for is kept to its end; after that, the plan bought now decides.
    """
    purchase = Purchase.objects.select_for_update().filter(payment=payment, applied_at=None).first()
    if purchase is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    time_is_up = page.expire_at is not None and page.expire_at <= timezone.now()
    may_be_up = page.live or not is_unpaid(page.pk)
    is_there = may_be_up and may_be_extended(purchase.submission, page)
    if not is_there or (time_is_up and not purchase.days):
        raise NothingToGiveItTo
    purchase.featured_before, purchase.featured_until_before = page.featured, page.featured_until
    if purchase.featured or time_is_up:
        _set_featured(page, purchase.featured, until=None)
    elif page.featured and page.featured_until is None:
        JobPage.objects.filter(pk=page.pk).update(featured_until=page.paid_end)
    if purchase.days:
        lift_missed_deadline(page)
        now = timezone.now()
        store_end(page, max(page.paid_end or now, now) + timedelta(days=purchase.days))
        _put_up_again(purchase)
    purchase.applied_at = timezone.now()
    purchase.save(update_fields=["applied_at", "featured_before", "featured_until_before"])


def revoke_purchase(*, payment: Payment) -> None:
    """Take the days and the featured place back after a full refund."""
    purchase = Purchase.objects.select_for_update().filter(payment=payment, taken_back_at=None).first()
    if purchase is None or purchase.applied_at is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    if page.paid_end is not None:
        store_end(page, page.paid_end - timedelta(days=purchase.days))
    purchase.taken_back_at = timezone.now()
    purchase.save(update_fields=["taken_back_at"])
    if purchase.featured and not _has_other_featured_place(purchase.submission):
        # What was there before was the posting's own place, unless it had ended by then.
        still = purchase.featured_before and purchase.submission.plan_featured
        _set_featured(page, still, until=purchase.featured_until_before if still else None)


def _offer(submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Offer:
    for offer in offers(submission, purpose):
        if offer.pk == plan.pk:
            return offer
    raise SubmissionRefused(str(NOT_POSSIBLE_NOW))


def _is_same(purchase: Purchase, offer: Offer) -> bool:
    if _closed_since(purchase):
        return False
    bought = (purchase.plan_name, purchase.days, purchase.featured, purchase.payment.amount)
    return bought == (offer.name, offer.days, offer.featured, offer.amount)


def _closed_since(purchase: Purchase) -> bool:
    """Return whether the listing was closed after the purchase was chosen; then it stays closed."""
    closed_at = purchase.submission.closed_at
    return closed_at is not None and purchase.payment.created_at < closed_at


def _cancel(purchase: Purchase) -> None:
    try:
        cancel(payment=purchase.payment)
    except NotCancellable as error:
        raise SubmissionRefused(str(NOT_POSSIBLE_NOW)) from error


def _describe(offer: Offer, purpose: Payment.Purpose) -> str:
    if purpose == Payment.Purpose.RENEWAL:
        return _("Renewal: %(plan)s, %(days)d days") % {"plan": offer.name, "days": offer.days}
    return _("Upgrade to %(plan)s") % {"plan": offer.name}


def _set_featured(page: JobPage, featured: bool, *, until: datetime | None) -> None:
    """Set it on the page and in its revisions, as publishing one of them would undo it otherwise."""
    JobPage.objects.filter(pk=page.pk).update(featured=featured, featured_until=until)
    for revision in {page.live_revision, page.latest_revision, last_live_revision(page)} - {None}:
        revision.content["featured"] = featured
        revision.save(update_fields=["content"])


def _has_other_featured_place(submission: Submission) -> bool:
    """Return whether another purchase gave one; that of the posting is what was there before all purchases."""
    return submission.purchases.filter(featured=True, applied_at__isnull=False, taken_back_at=None).exists()


def _put_up_again(purchase: Purchase) -> None:
    page = JobPage.objects.get(pk=purchase.submission.page_id)
    if not page.live and not _closed_since(purchase):
        republish(page)

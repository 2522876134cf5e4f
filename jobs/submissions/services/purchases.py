"""Renewals and upgrades: further payments of one listing."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.listings.models import JobPage
from jobs.listings.services.relist import last_live_revision, republish
from jobs.submissions.models import Plan, Purchase, Submission
from jobs.submissions.services import mails
from jobs.submissions.services.board import NOT_POSSIBLE_NOW, SubmissionRefused, site_of
from payments.ledger import is_unpaid, locked
from payments.models import Payment, Problem
from payments.money import format_money
from payments.services.cancellation import NotCancellable, cancel

# Who bought twice at once, or renewed for years ahead, has made a mistake.
LONGEST_AHEAD = timedelta(days=365)


class NothingToGiveItTo(Exception):
    """Editors have taken the listing down, what it was posted for went back, or its time was up before a better
    place in it was paid for."""


@dataclass(frozen=True)
class Offer:
    """A plan as it is sold for a listing that is there: the sum (in minor units) it costs now, the days it adds."""

    plan: Plan
    amount: int
    days: int

    @property
    def pk(self) -> int:
        return self.plan.pk

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def description(self) -> str:
        return self.plan.description

    @property
    def featured(self) -> bool:
        return self.plan.featured

    @property
    def price_label(self) -> str:
        return format_money(self.amount, self.plan.currency)


def offers(submission: Submission, purpose: Payment.Purpose) -> list[Offer]:
    """What can be bought for the listing at this moment; nothing while an earlier purchase is on its way."""
    posting = Payment.objects.posting_for(submission.page_id).first()
    if posting is None or posting.is_unpaid or in_flight(submission, purpose) is not None:
        return []
    make = _renewals if purpose == Payment.Purpose.RENEWAL else _upgrades
    return make(submission, posting)


def waiting(submission: Submission, purpose: Payment.Purpose) -> Purchase | None:
    """What has been chosen and not been paid yet."""
    open_ = submission.purchases.filter(payment__purpose=purpose, payment__status=Payment.Status.OPEN)
    return open_.select_related("payment").first()


def in_flight(submission: Submission, purpose: Payment.Purpose) -> Purchase | None:
    """What has been paid for, while the money or the days are still to come."""
    on_its_way = Q(payment__status=Payment.Status.PROCESSING)
    not_given = Problem.objects.open().filter(payment=OuterRef("payment"), kind=Problem.Kind.PUBLISH_FAILED)
    failed = Q(Exists(not_given), applied_at=None)
    bought = submission.purchases.filter(on_its_way | failed, payment__purpose=purpose)
    return bought.select_related("payment").first()


def other_choice(submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Payment | None:
    """The payment of an earlier choice that `buy()` of this plan takes the place of."""
    offer = _offer(submission, plan, purpose)
    chosen = waiting(submission, purpose)
    return chosen.payment if chosen is not None and not _is_same(chosen, offer) else None


def buy(*, submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Purchase:
    """Owe for a renewal or an upgrade; the same choice again gives the same payment. Raises SubmissionRefused.

    An open payment page of another choice must have been closed before (payments.services.checkout.close_checkout).
    """
    with locked(submission.page_id):
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        offer = _offer(submission, plan, purpose)
        if (chosen := waiting(submission, purpose)) is not None:
            if _is_same(chosen, offer):
                return chosen
            _withdraw(chosen)
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
    """Give what was paid for, and email the employer; once. Raises NothingToGiveItTo."""
    _add_days_and_place(payment)
    submission = Submission.objects.filter(page_id=payment.page_id).select_related("page").first()
    if submission is not None:
        mails.renewed(submission=submission, payment=payment)


def _add_days_and_place(payment: Payment) -> None:
    """Give what was paid for, once: days from the old end or from now, whichever is later, and the place.

    Until its end a listing keeps a featured place it has; after that, it has the place that was bought now.
    """
    purchase = Purchase.objects.select_for_update().filter(payment=payment, applied_at=None).first()
    if purchase is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    time_is_up = page.expire_at is not None and page.expire_at <= timezone.now()
    may_be_up = page.live or not is_unpaid(page.pk)
    is_there = may_be_up and _editors_have_it_up(purchase.submission, page)
    if not is_there or (time_is_up and not purchase.days):
        raise NothingToGiveItTo
    if purchase.featured or time_is_up:
        _set_featured(page, purchase.featured)
    if purchase.days:
        end = max(page.expire_at or timezone.now(), timezone.now()) + timedelta(days=purchase.days)
        JobPage.objects.filter(pk=page.pk).update(expire_at=end)
        _put_up_again(purchase)
    purchase.applied_at = timezone.now()
    purchase.save(update_fields=["applied_at"])


def take_back(*, payment: Payment) -> None:
    """The money went back, and so do the days and the place."""
    purchase = Purchase.objects.select_for_update().filter(payment=payment, taken_back_at=None).first()
    if purchase is None or purchase.applied_at is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    if page.expire_at is not None:
        JobPage.objects.filter(pk=page.pk).update(expire_at=page.expire_at - timedelta(days=purchase.days))
    purchase.taken_back_at = timezone.now()
    purchase.save(update_fields=["taken_back_at"])
    if purchase.featured and not _has_other_featured_place(purchase.submission):
        _set_featured(page, False)


def _renewals(submission: Submission, posting: Payment) -> list[Offer]:
    """More days, at the plans' own prices, for what is up, or came down because its time was up or it was closed.

    What editors took down stays down.
    """
    page = submission.page
    if page.first_published_at is None or not _editors_have_it_up(submission, page):
        return []
    if page.expire_at is not None and page.expire_at > timezone.now() + LONGEST_AHEAD:
        return []
    plans = Plan.objects.on_sale(posting.site).filter(amount__gt=0)
    return [Offer(plan, plan.amount, plan.days) for plan in plans]


def _editors_have_it_up(submission: Submission, page: JobPage) -> bool:
    """It is up, or came down because its time was up or the employer closed it."""
    return page.live or page.expired or submission.closed_at is not None


def _upgrades(submission: Submission, posting: Payment) -> list[Offer]:
    """A featured place for the rest of the listing's time, for the difference to what was asked for it."""
    page = submission.page
    if not page.is_readable or page.featured:
        return []
    plans = Plan.objects.on_sale(posting.site).filter(featured=True, currency=posting.currency)
    return [Offer(plan, plan.amount - posting.amount, 0) for plan in plans if plan.amount > posting.amount]


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
    """It was chosen for a listing that was up, not to put up one that had been closed."""
    closed_at = purchase.submission.closed_at
    return closed_at is not None and purchase.payment.created_at < closed_at


def _withdraw(purchase: Purchase) -> None:
    try:
        cancel(payment=purchase.payment)
    except NotCancellable as error:
        raise SubmissionRefused(str(NOT_POSSIBLE_NOW)) from error


def _describe(offer: Offer, purpose: Payment.Purpose) -> str:
    if purpose == Payment.Purpose.RENEWAL:
        return _("Renewal: %(plan)s, %(days)d days") % {"plan": offer.name, "days": offer.days}
    return _("Upgrade to %(plan)s") % {"plan": offer.name}


def _set_featured(page: JobPage, featured: bool) -> None:
    """Also in the revisions that are shown or edited next, which would undo it otherwise."""
    JobPage.objects.filter(pk=page.pk).update(featured=featured)
    for revision in {page.live_revision, page.latest_revision, last_live_revision(page)} - {None}:
        revision.content["featured"] = featured
        revision.save(update_fields=["content"])


def _has_other_featured_place(submission: Submission) -> bool:
    bought = submission.purchases.filter(featured=True, applied_at__isnull=False, taken_back_at=None)
    return submission.plan_featured or bought.exists()


def _put_up_again(purchase: Purchase) -> None:
    page = JobPage.objects.get(pk=purchase.submission.page_id)
    if not page.live and not _closed_since(purchase):
        republish(page)

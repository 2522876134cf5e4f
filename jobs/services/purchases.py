"""Renewals and upgrades: further payments of one listing."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import JobPage, Plan, Purchase, Submission
from jobs.services.board import NOT_POSSIBLE_NOW, SubmissionRefused, plan_on_sale, site_of
from jobs.services.relist import republish
from payments.ledger import lock_posting_payments
from payments.models import Payment
from payments.services.settlement import settle_free

# Who bought twice at once, or renewed for years ahead, has made a mistake.
LONGEST_AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Offer:
    """A plan with the sum it costs this listing now, in minor units."""

    plan: Plan
    amount: int


def renewal_offers(submission: Submission) -> list[Offer]:
    """More days, at the plans' own prices; nothing while the posting itself is unpaid or far ahead of its end."""
    page = submission.page
    if not _may_buy(page) or (page.expire_at and page.expire_at > timezone.now() + LONGEST_AHEAD):
        return []
    return [Offer(plan, plan.amount) for plan in Plan.objects.on_sale(site_of(page)) if plan.amount]


def upgrade_offers(submission: Submission) -> list[Offer]:
    """A featured place for the rest of the listing's time, for the difference between the plans."""
    page = submission.page
    if not _may_buy(page) or not page.is_readable or page.featured:
        return []
    paid = submission.plan.amount if submission.plan else 0
    plans = Plan.objects.on_sale(site_of(page)).filter(featured=True, amount__gt=paid)
    return [Offer(plan, plan.amount - paid) for plan in plans]


def open_purchase(submission: Submission) -> Purchase | None:
    """What has been chosen and not been paid yet."""
    return submission.purchases.filter(payment__status__in=Payment.PAYABLE).select_related("payment").first()


@transaction.atomic
def buy(*, submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Purchase:
    """Owe for a renewal or an upgrade; the same choice again gives the same payment. Raises SubmissionRefused.

    An open payment page of another choice must have been closed before (payments.services.checkout.close_checkout).
    """
    lock_posting_payments(submission.page_id)
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    offer = _offer(submission, plan_on_sale(site_of(submission.page), plan), purpose)
    if (waiting := _waiting(submission, purpose)) is not None:
        if waiting.plan_name == offer.plan.name and waiting.payment.amount == offer.amount:
            return waiting
        _withdraw(waiting)
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
    purchase = Purchase.objects.create(
        submission=submission,
        payment=payment,
        plan_name=offer.plan.name,
        days=offer.plan.days if purpose == Payment.Purpose.RENEWAL else 0,
        featured=offer.plan.featured,
    )
    settle_free(payment=payment)
    return purchase


def apply(*, payment: Payment) -> None:
    """Give what was paid for: days from the old end or from now, whichever is later; once."""
    purchase = Purchase.objects.select_for_update().filter(payment=payment, applied_at=None).first()
    if purchase is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    end = max(page.expire_at or timezone.now(), timezone.now()) + timedelta(days=purchase.days)
    JobPage.objects.filter(pk=page.pk).update(expire_at=end, featured=page.featured or purchase.featured)
    if purchase.featured:
        _feature_revisions(page)
    purchase.applied_at = timezone.now()
    purchase.save(update_fields=["applied_at"])
    _put_up_again(purchase)


def take_back(*, payment: Payment) -> None:
    """The money went back, and so do the days."""
    purchase = Purchase.objects.select_for_update().filter(payment=payment, taken_back_at=None).first()
    if purchase is None or purchase.applied_at is None:
        return
    page = JobPage.objects.select_for_update(of=("self",)).get(pk=purchase.submission.page_id)
    if page.expire_at is not None:
        JobPage.objects.filter(pk=page.pk).update(expire_at=page.expire_at - timedelta(days=purchase.days))
    purchase.taken_back_at = timezone.now()
    purchase.save(update_fields=["taken_back_at"])


def _may_buy(page: JobPage) -> bool:
    if page.first_published_at is None:
        return False
    posting = Payment.objects.posting_for(page.pk).first()
    return posting is not None and not posting.owes


def _offer(submission: Submission, plan: Plan, purpose: Payment.Purpose) -> Offer:
    offers = (renewal_offers if purpose == Payment.Purpose.RENEWAL else upgrade_offers)(submission)
    for offer in offers:
        if offer.plan.pk == plan.pk:
            return offer
    raise SubmissionRefused(str(NOT_POSSIBLE_NOW))


def _waiting(submission: Submission, purpose: Payment.Purpose) -> Purchase | None:
    waiting = submission.purchases.filter(payment__purpose=purpose, payment__status__in=Payment.PAYABLE)
    return waiting.select_for_update(of=("self",)).select_related("payment").first()


def _withdraw(purchase: Purchase) -> None:
    payment = Payment.objects.select_for_update().get(pk=purchase.payment_id)
    if payment.status != Payment.Status.OPEN or payment.attempts.unfinished().exists():
        raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
    payment.move_to(Payment.Status.CANCELLED)
    payment.save(update_fields=["status"])


def _describe(offer: Offer, purpose: Payment.Purpose) -> str:
    if purpose == Payment.Purpose.RENEWAL:
        return _("Renewal: %(plan)s, %(days)d days") % {"plan": offer.plan.name, "days": offer.plan.days}
    return _("Upgrade to %(plan)s") % {"plan": offer.plan.name}


def _feature_revisions(page: JobPage) -> None:
    """Later edits start from the newest revision, which must not take the place away again."""
    for revision in {page.live_revision, page.latest_revision} - {None}:
        revision.content["featured"] = True
        revision.save(update_fields=["content"])


def _put_up_again(purchase: Purchase) -> None:
    page = JobPage.objects.get(pk=purchase.submission.page_id)
    if page.live:
        return
    Submission.objects.filter(pk=purchase.submission_id).update(closed_at=None, close_reason="")
    republish(page)

"""The stock of featured places: how many are free, and nothing sold that is not.

A place is taken from when its payment page is opened until it ends. Sales of one board's places queue for the lock of
its index page, so that two at the same moment do not get the same place.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.models import JobBoardSettings, JobPage
from jobs.submissions.models import Plan, Purchase, Submission
from jobs.submissions.services.refusals import SubmissionRefused, lock_index
from payments.fulfilment import NotForSale
from payments.models import CheckoutAttempt, Payment

SETTLED = (Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED)


@dataclass(frozen=True)
class Stock:
    """Free places, and when one becomes free; that is None when nobody knows."""

    free: int
    next_end: datetime | None

    @property
    def sold_out(self) -> str:
        """Say that nothing is left and until when; empty while a place is free."""
        if self.free > 0:
            return ""
        if self.next_end is None:
            return _("All featured places are taken at the moment.")
        day = formats.date_format(timezone.localtime(self.next_end), "DATE_FORMAT")
        return _("All featured places are taken until %(day)s.") % {"day": day}


def stock_of(site: Site, *, page_id: int | None = None) -> Stock:
    """Count the board's free places; a listing that has one keeps it when it buys again."""
    places = JobBoardSettings.for_site(site).featured_places
    taken = _taken(site)
    taken.pop(page_id or 0, None)
    known = sorted(end for end in taken.values() if end is not None)
    free = places - len(taken)
    # So many have to end before one is free.
    ends = known[-free : -free + 1] if free <= 0 else []
    return Stock(free, ends[0] if ends else None)


def sold_out(plan: Plan, *, page_id: int | None = None) -> str:
    """Say why the plan cannot be had now; empty when it can."""
    return stock_of(plan.site, page_id=page_id).sold_out if plan.featured else ""


def with_stock(plans: "QuerySet[Plan]", *, page_id: int | None = None) -> list[Plan]:
    """Return the plans, each with why it cannot be had now in `sold_out`; for forms."""
    found = list(plans.select_related("site"))
    words = next((sold_out(plan, page_id=page_id) for plan in found if plan.featured), "")
    for plan in found:
        plan.sold_out = words if plan.featured else ""
    return found


def refuse_if_sold_out(plan: Plan, *, page_id: int | None = None) -> None:
    """Raise SubmissionRefused when the plan has a featured place and none is free."""
    if words := sold_out(plan, page_id=page_id):
        raise SubmissionRefused(words)


def check_sale(*, payment: Payment) -> None:
    """Raise NotForSale when the payment would buy a featured place and none is free. Locks the board's places."""
    if payment.page_id is None or not _buys_a_place(payment):
        return
    lock_index(payment.site)
    if words := stock_of(payment.site, page_id=payment.page_id).sold_out:
        raise NotForSale(words)


def _buys_a_place(payment: Payment) -> bool:
    if payment.purpose == Payment.Purpose.POSTING:
        return Submission.objects.filter(page_id=payment.page_id, plan_featured=True).exists()
    return Purchase.objects.filter(payment=payment, featured=True).exists()


def _taken(site: Site) -> dict[int, datetime | None]:
    """Return the listings that have, or are about to get, a featured place, and when each place ends."""
    pages = JobPage.objects.on_site(site)
    ends: dict[int, datetime | None] = dict.fromkeys(_coming(site))
    up = pages.filter(pages.featured_q(), first_published_at__isnull=False, expire_at__gt=timezone.now())
    # One that is down may come back: its employer can reopen it, or the editors may publish it again.
    may_return = Q(submission__isnull=False) & ~Q(posting_status__in=Payment.UNPAID)
    for pk, until, end in (
        up.alias(posting_status=_posting_status()).filter(Q(live=True) | may_return)
    ).values_list("pk", "featured_until", "expire_at"):
        ends[pk] = until or end
    endless = pages.live().filter(pages.featured_q(), expire_at__isnull=True)
    return dict.fromkeys(endless.values_list("pk", flat=True)) | ends


def _coming(site: Site) -> set[int]:
    """Return the listings with a featured place that is being paid for, or is paid and not given yet."""
    unfinished = Exists(CheckoutAttempt.objects.unfinished().filter(payment=OuterRef("pk")))
    payments = Payment.objects.filter(site=site, page__isnull=False, declined_at=None).filter(
        Q(status=Payment.Status.PROCESSING)
        | Q(unfinished, status=Payment.Status.OPEN)
        | Q(status__in=SETTLED)
    )
    bought = payments.filter(purchase__featured=True, purchase__applied_at=None)
    posted = _newest_postings(payments).filter(
        page__jobpage__submission__plan_featured=True, page__first_published_at__isnull=True
    )
    return {*bought.values_list("page_id", flat=True), *posted.values_list("page_id", flat=True)}


def _newest_postings(payments: "QuerySet[Payment]") -> "QuerySet[Payment]":
    newer = Payment.objects.filter(page=OuterRef("page"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    return payments.filter(~Exists(newer), purpose=Payment.Purpose.POSTING)


def _posting_status() -> Subquery:
    payments = Payment.objects.filter(page_id=OuterRef("pk"), purpose=Payment.Purpose.POSTING)
    return Subquery(payments.order_by("-pk").values("status")[:1])

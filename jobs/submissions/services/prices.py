"""Decide what a posting, a renewal and an upgrade cost, and how many days each adds."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.featured import sold_out
from payments.models import Payment

# A listing that ends later than this cannot be renewed: most likely it was renewed by mistake.
MAX_AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Offer:
    """A plan that can be bought for an existing listing; `amount` is in minor units, `days` are added."""

    plan: Plan
    amount: int
    days: int
    sold_out: str = ""

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
    def currency(self) -> str:
        return self.plan.currency

    @property
    def days_label(self) -> str:
        if not self.days:
            return _("Until the listing ends")
        return ngettext("%(days)s more day", "%(days)s more days", self.days) % {"days": self.days}


def price_of_posting(plan: Plan) -> int:
    return plan.amount


def price_of_renewal(plan: Plan) -> int:
    """Return the plan's own price: a renewal costs as much as a new posting."""
    return plan.amount


def price_of_upgrade(plan: Plan, posting: Payment) -> int:
    """Return the difference to the price of the posting; zero or less when there is nothing to pay."""
    return plan.amount - posting.amount


def renewal_offers(submission: Submission, posting: Payment) -> list[Offer]:
    """List the plans that add days to the listing; none when the editors have taken it down."""
    page = submission.page
    if page.first_published_at is None or not may_be_extended(submission, page):
        return []
    if page.expire_at is not None and page.expire_at > timezone.now() + MAX_AHEAD:
        return []
    return [
        Offer(plan, price_of_renewal(plan), plan.days, sold_out(plan, page_id=page.pk))
        for plan in renewal_plans(posting.site)
    ]


def renewal_plans(site: Site) -> "QuerySet[Plan]":
    """Return what a board sells as a renewal: its paid plans."""
    return Plan.objects.on_sale(site).filter(amount__gt=0)


def upgrade_offers(submission: Submission, posting: Payment) -> list[Offer]:
    """List the plans that make the listing featured until its end; they add no days."""
    page = submission.page
    if not page.is_readable or page.is_featured:
        return []
    plans = Plan.objects.on_sale(posting.site).filter(featured=True, currency=posting.currency)
    offers = [
        Offer(plan, price_of_upgrade(plan, posting), 0, sold_out(plan, page_id=page.pk)) for plan in plans
    ]
    return [offer for offer in offers if offer.amount > 0]


def may_be_extended(submission: Submission, page: JobPage) -> bool:
    """Return whether the listing is up, or came down because it ended or its employer closed it.

    A listing that the editors have taken down may not.
    """
    return page.live or page.expired or submission.closed_at is not None

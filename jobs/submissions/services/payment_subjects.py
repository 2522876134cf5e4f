"""Find the company and the plan of a payment in SQL, for the lists and reports of `payments`."""

from zoneinfo import ZoneInfo

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Site

from jobs.listings.models import JobBoardSettings, JobPage
from jobs.submissions.models import Pack, Purchase, Submission


def company_name(prefix: str) -> Coalesce:
    listings = JobPage.objects.filter(pk=OuterRef(f"{prefix}page_id")).order_by()
    return _text(Subquery(listings.values("company__name")[:1]))


def plan_name(prefix: str) -> Coalesce:
    """The plan as bought: of the renewal or upgrade, of the pack, else of the listing's submission."""
    payment = OuterRef(f"{prefix}pk" if not prefix else f"{prefix.removesuffix('__')}_id")
    purchases = Purchase.objects.filter(payment=payment).order_by()
    packs = Pack.objects.filter(payment=payment).order_by()
    submissions = Submission.objects.filter(page=OuterRef(f"{prefix}page_id")).order_by()
    return _text(*(Subquery(rows.values("plan_name")[:1]) for rows in (purchases, packs, submissions)))


def zone(site: Site) -> ZoneInfo:
    return JobBoardSettings.for_site(site).zone


def _text(*found: Subquery) -> Coalesce:
    return Coalesce(*found, Value(""), output_field=CharField())

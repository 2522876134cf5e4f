"""The listing as it is being typed, as readers would see it. Nothing of it is kept."""

from dataclasses import dataclass, replace

from django.utils import timezone
from wagtail.models import Site

from jobs.listings.models import Company, JobPage
from jobs.listings.models.labels import Details, Skill
from jobs.listings.rows import CHOICES, Row
from jobs.listings.services import companies
from jobs.submissions.models import Plan
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.submission import fill


@dataclass(frozen=True)
class LivePreview:
    page: JobPage
    row: Row


def preview_of(*, site: Site, data: ListingData, plan: Plan | None) -> LivePreview:
    """Make page and row in memory; no row of the database is written, not even for a new skill."""
    name, website = data.company_name, data.company_url
    # As the draft would: under the board's record, with its logo, if there is one.
    record = companies.record_for(site=site, name=name, website=website)
    page = JobPage(
        company=record or Company(site=site, name=name, website=website),
        featured=plan is not None and plan.featured,
        live=False,
    )
    # Skills are looked up, and made, in the database.
    fill(page, replace(data, tags=[]))
    page.fetched_details = Details(
        tuple((town, country) for country, town in data.locations),
        tuple(data.regions),
        tuple(Skill(0, name, "") for name in data.tags),
    )
    return LivePreview(page, _row(page))


def _row(page: JobPage) -> Row:
    return Row(
        pk=0,
        title=page.title,
        path="",
        posted_at=timezone.now(),
        company=page.company.name,
        logo=str(page.company.logo.name or ""),
        is_featured=page.is_featured,
        salary=page.salary,
        choices={name: getattr(page, name) for name in CHOICES},
        details=page.fetched_details or Details((), (), ()),
    )

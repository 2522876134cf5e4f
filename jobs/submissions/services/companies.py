"""Find or create the company of a submission; one that other listings use is never changed."""

import uuid

from django.core.files.base import ContentFile
from wagtail.models import Site

from jobs.listings.models import Company, JobPage
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.slugs import free_slug


def company_for(*, site: Site, data: ListingData, page: JobPage | None = None) -> tuple[Company, bool]:
    """Return the company, and whether its logo waits for an editor because the company existed before."""
    company = Company.objects.same_as(site=site, name=data.company_name, website=data.company_url)
    if company is None:
        return _create(site=site, data=data), False
    if data.company_logo is None:
        return company, False
    if page is not None and _is_only_in_draft(company, page):
        _set_logo(company, data.company_logo)
        return company, False
    return company, True


def _create(*, site: Site, data: ListingData) -> Company:
    company = Company(site=site, name=data.company_name, website=data.company_url)
    companies = Company.objects.filter(site=site)
    company.slug = free_slug(data.company_name, among=companies, max_length=100, fallback="company")
    if data.company_logo is not None:
        company.logo.save(f"{uuid.uuid4().hex}.webp", data.company_logo, save=False)
    company.full_clean(exclude=["logo"])
    company.save()
    return company


def _set_logo(company: Company, logo: ContentFile[bytes]) -> None:
    company.logo.save(f"{uuid.uuid4().hex}.webp", logo, save=False)
    company.save(update_fields=["logo", "logo_width", "logo_height"])


def _is_only_in_draft(company: Company, page: JobPage) -> bool:
    """Return whether only this listing uses the company and it was never published."""
    shared = JobPage.objects.filter(company=company).exclude(pk=page.pk).exists()
    return page.first_published_at is None and not shared

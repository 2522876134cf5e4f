"""Decide which company record a listing stands under. Names are typed by anybody; this is where they are judged.

- A listing under a verified company speaks for it (`JobPage.speaks_for`); all others have records of their own.
- What a draft says of its company is a proposal: a record of that draft alone, which goes when the draft goes. It
  becomes the board's record when the draft is published, unless the board has one of that name and host.
"""

import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Site

from jobs.listings.models import Company, JobPage
from jobs.listings.services.slugs import free_slug
from jobs.listings.services.verification import tell_verified
from jobs.listings.signals import company_verified, listing_saved
from payments.ledger import locked


def record_for(*, site: Site, name: str, website: str, page: JobPage | None = None) -> Company | None:
    """Return the board's record that a listing may stand under with this name; None: it needs one of its own."""
    records = Company.objects.named(site=site, name=name, website=website).filter(is_proposed=False)
    verified = [record for record in records if record.is_verified]
    for record in verified:
        if page is not None and page.speaks_for(record):
            return record
    return next((record for record in records if record not in verified), None)


def propose(*, site: Site, name: str, website: str, logo: ContentFile[bytes] | None) -> Company:
    """Make a record for one draft; `claim` says whose it is once the draft has a number."""
    company = Company(
        site=site, name=name, website=website, slug=f"draft-{uuid.uuid4().hex}", is_proposed=True
    )
    if logo is not None:
        set_logo(company, logo)
    company.full_clean(exclude=["logo"])
    company.save()
    return company


def claim(company: Company, *, page: JobPage) -> None:
    if company.is_proposed and company.brought_by is None:
        Company.objects.filter(pk=company.pk).update(brought_by=page.pk)
        company.brought_by = page.pk


def set_logo(company: Company, logo: ContentFile[bytes]) -> None:
    """Give the record a new logo, without saving it."""
    company.logo.save(f"{uuid.uuid4().hex}.webp", logo, save=False)


@transaction.atomic
def settle(page: JobPage) -> None:
    """Put a listing under the record that it may stand under now: after its publication, or a proof."""
    company = page.company
    if not _is_unsettled(page, company):
        return
    # One at a time on a board, so that two listings of one name end under one record.
    site = Site.objects.select_for_update().get(pk=company.site_id)
    company = Company.objects.select_for_update().get(pk=company.pk)
    record = record_for(site=site, name=company.name, website=company.website, page=page)
    if record is None and company.is_verified:
        record = _stand_in(company, page)
    if record is not None and record.pk != company.pk:
        move(page, to=record)
    elif company.is_proposed and page.live:
        _establish(company)
    if page.live:
        tell_verified(page)


def _is_unsettled(page: JobPage, company: Company) -> bool:
    if company.is_verified:
        return not page.speaks_for(company)
    return company.is_proposed or bool(page.sent_from and page.sender_proved)


def move(page: JobPage, *, to: Company) -> None:
    """Put the listing, and every revision that names its present company, under another record."""
    old = page.company
    JobPage.objects.filter(pk=page.pk).update(company=to)
    for revision in page.revisions.all():
        if revision.content.get("company") == old.pk:
            revision.content["company"] = to.pk
            revision.save(update_fields=["content"])
    page.company = to
    listing_saved.send(type(page), instance=page, update_fields={"company"})
    forget_if_unused(old)


def forget_if_unused(company: Company) -> None:
    """Delete a record that an employer brought and that no listing has any more."""
    brought = company.brought_by is not None and not company.is_verified
    if brought and not JobPage.objects.filter(company=company).exists():
        storage, logo = company.logo.storage, str(company.logo.name or "")
        company.delete()
        if logo:
            transaction.on_commit(lambda: storage.delete(logo))


def forget_brought_by(page_id: int) -> None:
    """Delete what a deleted listing had proposed."""
    for company in Company.objects.filter(brought_by=page_id, is_proposed=True):
        forget_if_unused(company)


def separate(company: Company) -> None:
    """Take all listings that do not speak for it out of a company that has just been verified."""
    others = [page.pk for page in JobPage.objects.filter(company=company) if not page.speaks_for(company)]
    for pk in others:
        with locked(pk):
            settle(JobPage.objects.get(pk=pk))
    # The face that such a listing brought is not the company's: its logo goes with it.
    if company.brought_by in others:
        with transaction.atomic():
            stand_in = JobPage.objects.get(pk=company.brought_by).company
            if company.logo and not stand_in.logo:
                Company.objects.filter(pk=stand_in.pk).update(
                    logo=company.logo.name, logo_width=company.logo_width, logo_height=company.logo_height
                )
            Company.objects.filter(pk=company.pk).update(
                logo="", logo_width=None, logo_height=None, brought_by=None
            )


def _establish(company: Company) -> None:
    company.is_proposed = False
    company.slug = _slug(company)
    company.save()


def _stand_in(company: Company, page: JobPage) -> Company:
    """Make a record of the same name without the mark and the logo, for listings that do not speak for it."""
    record = Company(site=company.site, name=company.name, website=company.website, brought_by=page.pk)
    record.is_proposed = page.first_published_at is None
    record.slug = f"draft-{uuid.uuid4().hex}" if record.is_proposed else _slug(record)
    record.save()
    return record


def _slug(company: Company) -> str:
    others = Company.objects.filter(site=company.site).exclude(pk=company.pk)
    return free_slug(company.name, among=others, max_length=100, fallback="company")


def verify(*, company: Company, email: str) -> None:
    """Give the company the mark, and leave with it only the listings that speak for it.

    One transaction for each listing, so that locks are always taken in one order. Readers see no mark beside a listing
    that has not left yet, because `JobPage.is_by_verified_company` asks the listing too.
    """
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        company.verify(email=email)
    company_verified.send(Company, company=company, email=email)
    separate(company)

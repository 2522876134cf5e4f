"""The company of a submission: the board's record, or a proposal that belongs to the draft."""

from wagtail.models import Site

from jobs.listings.models import Company, JobPage
from jobs.listings.services import companies
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.rights import is_owned


def company_for(*, site: Site, data: ListingData, page: JobPage | None = None) -> tuple[Company, bool]:
    """Return the company, and whether its logo waits for an editor because the company has a face already.

    `page` is the listing that is edited.
    """
    name, website = data.company_name, data.company_url
    current = page.company if page is not None else None
    if current is not None and not current.is_proposed and current.is_named(name, website):
        return current, not _is_changed_by_its_people(current, data, page)
    record = companies.record_for(site=site, name=name, website=website, page=page)
    if record is not None:
        return record, data.company_logo is not None
    if current is not None and page is not None and current.is_proposed and current.brought_by == page.pk:
        _change(current, data)
        return current, False
    return companies.propose(site=site, name=name, website=website, logo=data.company_logo), False


def _is_changed_by_its_people(company: Company, data: ListingData, page: JobPage | None) -> bool:
    """Take over spelling, website and logo from the verified company's own people; True if nothing is left aside.

    A company that has an owner is changed on its own page alone.
    """
    if (
        page is not None
        and not is_owned(company)
        and company.is_verified
        and page.sent_from
        and page.speaks_for(company)
    ):
        _change(company, data)
        return True
    return data.company_logo is None


def _change(company: Company, data: ListingData) -> None:
    company.name, company.website = data.company_name, data.company_url
    if data.company_logo is not None:
        companies.set_logo(company, data.company_logo)
    company.full_clean(exclude=["logo"])
    company.save()

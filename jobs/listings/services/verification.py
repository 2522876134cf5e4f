"""Verify a company by a link emailed to an address at its own domain, and tell who did when others use its name."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import Company, JobPage
from jobs.listings.shared_hosts import email_host, is_shared, normal_host

LINK_SALT = "jobs.company-verification"
LINK_DAYS = 3


def is_own_address(company: Company, email: str) -> bool:
    """Whether the address is at exactly the company's web host.

    A parent domain does not count: `co.uk` or `eu.org` belong to many.
    """
    host = normal_host(company.website_host)
    return bool(host) and email_host(email) == host


def is_public_provider(email: str) -> bool:
    """Whether anybody can get an address at this domain, so that having one proves nothing."""
    return is_shared(email_host(email))


@transaction.atomic
def send_link(*, company: Company, site: Site, email: str) -> None:
    """Queue the link; at most one email an hour to each address."""
    board = BoardSettings.for_site(site)
    path = reverse("jobs:company_confirm", args=[company.slug, _token(company, email)])
    emails.queue(
        event=f"company:{company.pk}:{timezone.now():%Y-%m-%dT%H}",
        kind="company_verify",
        recipients=[email],
        template="jobs/email/company_verify",
        context={
            "company": company,
            "url": f"{site.root_url}{path}",
            "days": LINK_DAYS,
        },
        board=board,
    )


def email_of_link(company: Company, token: str) -> str | None:
    """Return the address that the link was sent to.

    None unless it is valid: for LINK_DAYS, and only while the company's website is unchanged.
    """
    try:
        company_id, host, email = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError):
        return None
    return str(email) if [company_id, host] == [company.pk, company.website_host] else None


@transaction.atomic
def tell_verified(page: JobPage) -> None:
    """Tell those who verified a company that a listing has its name and does not speak for it; once a day each."""
    company = page.company
    if company.is_verified:
        return
    site = company.site
    board = BoardSettings.for_site(site)
    for named in Company.objects.verified_under(site=site, name=company.name, website=company.website):
        if not named.verified_by:
            continue
        emails.queue(
            event=f"company:{named.pk}:named:{timezone.localdate().isoformat()}",
            kind="company_named",
            recipients=[named.verified_by],
            template="jobs/email/company_named",
            context={"company": named},
            board=board,
        )


def _token(company: Company, email: str) -> str:
    return signing.dumps([company.pk, company.website_host, email], salt=LINK_SALT)

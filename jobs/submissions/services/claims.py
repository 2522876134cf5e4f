"""Claim a company: a link emailed to an address at its domain, whose button proves that address."""

from django.core import signing
from django.urls import reverse

from jobs.listings.models import Company
from jobs.listings.services.verification import is_own_address, is_public_provider
from jobs.submissions.services import people_mails

LINK_SALT = "submissions.company-claim"
LINK_DAYS = 3


def may_claim(company: Company, email: str) -> bool:
    """Whether this address can show to belong to the company: at exactly its verified domain, which nobody shares."""
    return company.is_verified and is_own_address(company, email) and not is_public_provider(email)


def send_link(*, company: Company, email: str) -> None:
    """Queue the link. The email carries no text that anybody typed."""
    token = signing.dumps([company.pk, company.host, email], salt=LINK_SALT)
    path = reverse("submissions:company_claimed", args=[company.slug, token])
    people_mails.claim(company=company, email=email, url=f"{company.site.root_url}{path}", days=LINK_DAYS)


def email_of_link(company: Company, token: str) -> str | None:
    """Return the address that the link was sent to; None unless it may still claim the company."""
    try:
        company_id, host, email = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError):
        return None
    if [company_id, host] != [company.pk, company.host] or not may_claim(company, str(email)):
        return None
    return str(email)

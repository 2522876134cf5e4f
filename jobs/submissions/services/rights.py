"""What each of a company's people may see, do and get by email: the one place that decides it.

The contact of a listing, who has its own manage link, needs none of this.
"""

from collections.abc import Mapping
from enum import StrEnum

from jobs.listings.models import Company, JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.submissions.models import CompanyPerson

Role = CompanyPerson.Role


class ActionKey(StrEnum):
    """What an employer can do with a listing, in the order in which the manage page shows it."""

    PAY = "pay"
    BUY_PACK = "buy_pack"
    # Only with the link that was emailed, so the manage page does not show it.
    PUBLISH_FREE = "publish_free"
    REOPEN = "reopen"
    EDIT = "edit"
    CHANGE_PLAN = "change_plan"
    RENEW = "renew"
    UPGRADE = "upgrade"
    CLOSE = "close"
    SEE = "see"
    POST_AGAIN = "post_again"
    WITHDRAW = "withdraw"


class Right(StrEnum):
    """What the people of a company can do beside the actions on its listings."""

    SEE_LISTINGS = "see_listings"
    SEE_RECEIPTS = "see_receipts"
    POST = "post"
    EDIT_FACE = "edit_face"
    MANAGE_PEOPLE = "manage_people"


BUYING = frozenset({ActionKey.PAY, ActionKey.BUY_PACK, ActionKey.RENEW, ActionKey.UPGRADE})
# Publishing a free listing proves its contact's address, which is nobody else's to do.
OF_EDITORS = frozenset(ActionKey) - {ActionKey.PUBLISH_FREE}

ACTIONS: Mapping[str, frozenset[ActionKey]] = {
    Role.OWNER: OF_EDITORS,
    Role.EDITOR: OF_EDITORS,
    Role.BILLING: BUYING | {ActionKey.SEE},
}
RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.EDITOR: frozenset({Right.SEE_LISTINGS, Right.POST, Right.EDIT_FACE}),
    Role.BILLING: frozenset({Right.SEE_LISTINGS, Right.SEE_RECEIPTS}),
}
# The emails about a listing that go to people beside its contact, by the kind of the email.
EMAILS: Mapping[str, frozenset[str]] = {
    "pay_link": frozenset({Role.BILLING}),
    "receipt": frozenset({Role.BILLING}),
    "refunded": frozenset({Role.BILLING}),
    "changes_requested": frozenset({Role.EDITOR}),
    "declined": frozenset({Role.EDITOR}),
    "taken_down": frozenset({Role.EDITOR}),
    "expiring": frozenset({Role.EDITOR}),
}


def has_access(person: CompanyPerson) -> bool:
    """Return whether the person's links work: not after they were revoked, nor without the company's verification."""
    return person.is_active and person.company.is_verified


def has_right(person: CompanyPerson, right: Right) -> bool:
    return has_access(person) and right in RIGHTS[person.role]


def allowed(person: CompanyPerson | None) -> frozenset[ActionKey]:
    """Return what somebody may do with a listing as far as their role decides; None is its contact."""
    if person is None:
        return frozenset(ActionKey)
    return ACTIONS[person.role] if has_access(person) else frozenset()


def sees_receipts(person: CompanyPerson | None) -> bool:
    return person is None or has_right(person, Right.SEE_RECEIPTS)


def is_of_company(page: JobPage, company: Company) -> bool:
    """Return whether the company's people reach this listing: an employer posted it, and it speaks for the company."""
    return bool(page.company_id == company.pk and page.sent_from and page.speaks_for(company))


def listings_of(company: Company) -> JobQuerySet:
    """The same rule as `is_of_company`, for many."""
    found: JobQuerySet = JobPage.objects.on_site(company.site).filter(
        company=company, sender_proved=True, sent_from=company.host, submission__isnull=False
    )
    return found if company.is_verified else found.none()


def recipients_of(page: JobPage, kind: str) -> list[CompanyPerson]:
    """Return the people who get this email about a listing beside its contact."""
    roles = EMAILS.get(kind)
    if roles is None or not is_of_company(page, page.company) or not page.company.is_verified:
        return []
    return list(page.company.people.active().filter(role__in=roles).select_related("company__site"))


def is_owned(company: Company) -> bool:
    """Return whether the company's face is its people's: nobody else changes it, a listing's contact included."""
    return company.is_verified and CompanyPerson.objects.owners().filter(company=company).exists()

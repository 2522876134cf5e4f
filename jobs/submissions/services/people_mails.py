"""Queue the emails to the people of a company, and about them.

The first emails to an address, before it is proved, say nothing that anybody typed: neither the company's name nor who
asked for them.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from boards.models import BoardSettings
from emails import services as emails
from jobs.listings.models import Company
from jobs.submissions.models import CompanyChange, CompanyPerson, Submission
from jobs.submissions.services.rights import recipients_of


def claim(*, company: Company, email: str, url: str, days: int) -> None:
    """Send the link that claims the company; at most one email an hour to each address."""
    _queue(
        company.site,
        "company_claim",
        event=f"company:{company.pk}:{timezone.now():%Y-%m-%dT%H}",
        recipients=[email],
        context={"company": company, "url": url, "days": days},
    )


def invited(*, person: CompanyPerson, days: int) -> None:
    _to_person(person, "company_invited", {"days": days})


def link(*, person: CompanyPerson) -> None:
    """Send the link to the company's page, when somebody joins and whenever it is another one."""
    _to_person(person, "company_link", {})


def role_changed(*, person: CompanyPerson, reason: str = "") -> None:
    _to_person(person, "company_role", {"reason": reason})


def revoked(*, person: CompanyPerson, reason: str = "") -> None:
    _to_person(person, "company_revoked", {"reason": reason})


def company_gone(*, person: CompanyPerson) -> None:
    """Say that the editors delete the company, before its rows go."""
    _to_person(person, "company_gone", {})


def asked(*, person: CompanyPerson) -> None:
    """Tell the owners that somebody of their domain asks to join; at most once a day for each who asks."""
    for owner in person.company.people.owners().select_related("company__site"):
        _queue(
            owner.site,
            "company_asked",
            event=f"company-person:{person.pk}:asks:{timezone.localdate().isoformat()}",
            recipients=[owner.email],
            context={"person": owner, "asking": person},
        )


def face_waits(*, change: CompanyChange) -> None:
    """Tell the editors, once for each change: correcting it before they decide sends nothing more."""
    board = BoardSettings.for_site(change.company.site)
    path = reverse("company_change", args=[change.pk])
    _queue(
        change.company.site,
        "face_waits",
        event=f"company-change:{change.pk}",
        recipients=board.editor_addresses(),
        context={"company": change.company, "review_url": f"{change.company.site.root_url}{path}"},
    )


def face_decided(*, change: CompanyChange) -> None:
    """Tell who sent the change what became of it."""
    person = change.person
    if person is None or not person.is_active:
        return
    is_approved = change.state == CompanyChange.State.APPROVED
    _queue(
        change.company.site,
        "face_decided",
        event=f"company-change:{change.pk}",
        recipients=[person.email],
        context={"person": person, "change": change, "is_approved": is_approved},
    )


def about_listing(submission: Submission, kind: str, *, event: str, context: dict[str, Any]) -> None:
    """Send an email about a listing to the company's people who get this kind; each with links of their own."""
    for person in recipients_of(submission.page, kind):
        if person.email.casefold() == submission.contact_email.casefold():
            continue
        own = submission.reached_by(person)
        told = context | {"submission": own}
        if context.get("renew_url"):
            told["renew_url"] = own.url_of("renew")
        if context.get("receipt_url"):
            told["receipt_url"] = own.url_of("receipt", context["receipt"].pk)
        _queue(
            person.site,
            kind,
            event=event,
            recipients=[person.email],
            context=told,
        )


def _to_person(person: CompanyPerson, kind: str, context: dict[str, Any]) -> None:
    """Once for each change of the person's row."""
    _queue(
        person.site,
        kind,
        event=f"company-person:{person.pk}:{person.changed_at.isoformat()}",
        recipients=[person.email],
        context=context | {"person": person, "company": person.company},
    )


def _queue(site: Site, kind: str, *, event: str, recipients: list[str], context: dict[str, Any]) -> None:
    board = BoardSettings.for_site(site)
    emails.queue(
        event=event,
        kind=kind,
        recipients=recipients,
        template=f"submissions/email/{kind}",
        context=context,
        board=board,
    )

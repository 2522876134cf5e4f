"""A company's face (what it says of itself, its links, its logo), as its people change it.

On a board that reviews listings, a change waits for an editor, and the company stays as it is until then.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Site

from boards.refusals import Refused
from jobs.listings.models import Company, JobIndexPage
from jobs.submissions.models import CompanyChange, CompanyPerson
from jobs.submissions.services import people_mails as mails
from jobs.submissions.services.board_workflow import is_reviewed
from jobs.submissions.services.history import log_of_company, masked
from jobs.submissions.services.people import NOT_ANY_MORE, PeopleRefused
from jobs.submissions.services.rights import Right, has_right

State = CompanyChange.State
CHANGED_SINCE = _(
    "The company’s people have changed this since you opened it, or it was decided. Look at it again, then decide."
)


class Outcome(StrEnum):
    UNCHANGED = "unchanged"
    APPLIED = "applied"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Face:
    """What a form says; without `logo` it stays as it is, unless `removes_logo`."""

    about: str
    links: str
    logo: ContentFile[bytes] | None = None
    removes_logo: bool = False


def reviews(site: Site) -> bool:
    """Return whether editors of this board decide on what employers change."""
    index = JobIndexPage.objects.child_of(site.root_page).live().first()
    return index is not None and is_reviewed(index)


def waiting_of(company: Company) -> CompanyChange | None:
    return company.changes.filter(state=State.WAITING).select_related("person").first()


def change(*, person: CompanyPerson, face: Face) -> Outcome:
    """Apply what one of the company's people says, or let it wait for an editor. Raises PeopleRefused."""
    with transaction.atomic():
        company = (
            Company.objects.select_for_update(of=("self",)).select_related("site").get(pk=person.company_id)
        )
        person.refresh_from_db(fields=["state", "role"])
        person.company = company
        if not has_right(person, Right.EDIT_FACE):
            raise PeopleRefused(str(NOT_ANY_MORE))
        waiting = waiting_of(company)
        if not reviews(company.site) and waiting is None:
            return _apply_at_once(company, person, face)
        return _let_wait(company, person, face, waiting)


def approve(*, change: CompanyChange, version: int, user: User) -> None:
    """Give the company the face that the editor has seen. Raises Refused when it is another one by now."""
    with transaction.atomic():
        change = _locked(change, version)
        company = change.company
        company.about, company.links = change.about, change.links
        if change.logo:
            company.logo = change.logo.name
        elif change.removes_logo:
            company.logo = ""
        company.save()
        _decide(change, State.APPROVED, user)
        log(instance=company, action="submissions.face_approve", user=user, data=_sender(change))
        mails.face_decided(change=change)


def decline(*, change: CompanyChange, version: int, user: User, reason: str) -> None:
    """Leave the company as it is, and email the reason. Raises Refused as `approve` does."""
    with transaction.atomic():
        change = _locked(change, version)
        change.reason = reason
        _decide(change, State.DECLINED, user)
        data = _sender(change) | {"reason": reason}
        log(instance=change.company, action="submissions.face_decline", user=user, data=data)
        mails.face_decided(change=change)


def _apply_at_once(company: Company, person: CompanyPerson, face: Face) -> Outcome:
    if not _differs(company, face):
        return Outcome.UNCHANGED
    company.about, company.links = face.about, face.links
    if face.logo is not None:
        company.logo.save(_file_name(), face.logo, save=False)
    elif face.removes_logo:
        company.logo = ""
    company.save()
    log_of_company(company, "submissions.face_change", person=person)
    return Outcome.APPLIED


def _let_wait(company: Company, person: CompanyPerson, face: Face, waiting: CompanyChange | None) -> Outcome:
    has_new_logo = face.logo is not None or (
        waiting is not None and bool(waiting.logo) and not face.removes_logo
    )
    if not has_new_logo and not _differs(company, face):
        if waiting is None:
            return Outcome.UNCHANGED
        waiting.delete()
        return Outcome.WITHDRAWN
    row = waiting or CompanyChange(company=company)
    row.person, row.about, row.links, row.sent_at = person, face.about, face.links, timezone.now()
    if face.logo is not None:
        row.logo.save(_file_name(), face.logo, save=False)
    elif face.removes_logo:
        row.logo = ""
    row.removes_logo = face.removes_logo and face.logo is None and bool(company.logo)
    row.version += 1
    row.save()
    log_of_company(company, "submissions.face_send", person=person)
    mails.face_waits(change=row)
    return Outcome.WAITING


def _differs(company: Company, face: Face) -> bool:
    removes = face.removes_logo and bool(company.logo)
    said = (face.about, face.links)
    return said != (company.about, company.links) or face.logo is not None or removes


def _locked(change: CompanyChange, version: int) -> CompanyChange:
    company = Company.objects.select_for_update(of=("self",)).select_related("site").get(pk=change.company_id)
    found = company.changes.filter(pk=change.pk, state=State.WAITING, version=version)
    fresh = found.select_related("person").first()
    if fresh is None:
        raise Refused(str(CHANGED_SINCE))
    fresh.company = company
    return fresh


def _decide(change: CompanyChange, state: str, user: User) -> None:
    change.state, change.decided_by, change.decided_at = state, user, timezone.now()
    change.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _sender(change: CompanyChange) -> dict[str, str]:
    return {"whom": masked(change.person.email) if change.person else ""}


def _file_name() -> str:
    return f"{uuid.uuid4().hex}.webp"

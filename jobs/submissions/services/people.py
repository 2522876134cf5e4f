"""The people of a company: who joins, who may do what, and who no longer belongs to it.

Whatever changes who owns a company locks the company's row, so that two at once do not both become its first owner, and
do not both leave it without one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from boards import tokens
from boards.links import rows_of_token
from jobs.listings.models import Company
from jobs.submissions.models import CompanyPerson
from jobs.submissions.services import people_mails as mails
from jobs.submissions.services.claims import may_claim
from jobs.submissions.services.handing_over import hand_over
from jobs.submissions.services.history import log_of_company, masked
from jobs.submissions.services.rights import Right, Role, has_right

State = CompanyPerson.State
MAX_PEOPLE = 50
INVITATION_LIFETIME = timedelta(days=14)

LAST_OWNER = _("A company needs an owner: make somebody else an owner first.")
TOO_MANY = _("A company can have at most %(most)d people here.")
IS_THERE = _("%(email)s works on the company’s page already.")
ASK_THE_EDITORS = _(
    "Your access was ended before, and the company has no owner now. Please write to the editors."
)
NOT_ANY_MORE = _("This has changed in the meantime. Nothing was done.")


class PeopleRefused(Exception):
    """This cannot be done with the company's people; the message is for who asked for it."""


def claim(*, company: Company, email: str, name: str = "") -> CompanyPerson:
    """Let an address that was proved to be at the company's domain join it.

    The first one becomes its owner; later ones ask the owners, who decide. Raises PeopleRefused.
    """
    with _locked(company) as company:
        if not may_claim(company, email):
            raise PeopleRefused(str(NOT_ANY_MORE))
        person = _row(company, email)
        if person.is_active:
            return person
        if person.state == State.INVITED:
            return _join(person, name)
        if company.people.owners().exists():
            if person.state != State.ASKING:
                _check_room(company)
                _set(person, state=State.ASKING, role=Role.EDITOR, name=name or person.name)
            mails.asked(person=person)
            return person
        if person.pk is not None:
            # An editor of the board has ended their access.
            raise PeopleRefused(str(ASK_THE_EDITORS))
        _set(person, state=State.ACTIVE, role=Role.OWNER, name=name or person.name)
        log_of_company(company, "submissions.person_claim", person=person)
        mails.link(person=person)
        return person


def invite(*, by: CompanyPerson, email: str, role: str) -> CompanyPerson:
    """Email an invitation. Once more for the same address sends another, for another role if it says so."""
    with _locked(by.company) as company:
        _check_right(by)
        person = _row(company, email)
        if person.is_active:
            raise PeopleRefused(str(IS_THERE % {"email": person.email}))
        if person.state == State.ASKING:
            return _admit(person, role, by)
        _check_room(company)
        _set(person, state=State.INVITED, role=role, new_link=True)
        log_of_company(company, "submissions.person_invite", person=by, whom=masked(email), new_role=role)
        mails.invited(person=person, days=INVITATION_LIFETIME.days)
        return person


def invited_by_token(token: str) -> CompanyPerson | None:
    """Return who was invited with this link; None once it was used, replaced, taken back or is too old."""
    since = timezone.now() - INVITATION_LIFETIME
    people = CompanyPerson.objects.filter(state=State.INVITED, changed_at__gt=since)
    rows = rows_of_token(people.select_related("company__site"), token, salt=CompanyPerson.INVITATION_SALT)
    person = rows.first()
    return person if person is not None and person.company.is_verified else None


def join(*, token: str, name: str = "") -> CompanyPerson:
    """Accept an invitation. Raises PeopleRefused when it was taken back meanwhile."""
    person = invited_by_token(token)
    if person is None:
        raise PeopleRefused(str(NOT_ANY_MORE))
    with _locked(person.company):
        person = invited_by_token(token)
        if person is None:
            raise PeopleRefused(str(NOT_ANY_MORE))
        return _join(person, name)


def admit(*, by: CompanyPerson, person: CompanyPerson, role: str) -> None:
    """Let somebody in who has asked to join. Raises PeopleRefused."""
    with _locked(by.company):
        _check_right(by)
        _admit(_again(person, State.ASKING), role, by)


def change_role(*, by: CompanyPerson, person: CompanyPerson, role: str) -> None:
    """Raises PeopleRefused, also when nobody would be owner any more."""
    with _locked(by.company):
        _check_right(by)
        person = _again(person, State.ACTIVE, State.INVITED)
        if person.role == role:
            return
        _keep_an_owner(person, unless=role == Role.OWNER)
        was_invited = person.state == State.INVITED
        _set(person, state=person.state, role=role)
        log_of_company(
            person.company,
            "submissions.person_role",
            person=by,
            whom=masked(person.email),
            new_role=role,
        )
        if not was_invited:
            mails.role_changed(person=person)


def revoke(
    *,
    person: CompanyPerson,
    by: CompanyPerson | None = None,
    user: User | None = None,
    reason: str = "",
    takes_over: CompanyPerson | None = None,
) -> None:
    """End somebody's access at once: their links open nothing from now on. People may leave by themselves.

    `user` is the editor of the board who does it, for this `reason`; editors may also end the access of the last owner.
    `takes_over` becomes the contact of what the person posted through the company's page; without it, they stay the
    contact there. Raises PeopleRefused.
    """
    with _locked(person.company):
        person = _again(person, State.ACTIVE, State.INVITED, State.ASKING)
        if by is not None:
            if by.pk != person.pk:
                _check_right(by)
            _keep_an_owner(person)
        was_active = person.is_active
        # Whoever has left must not be the owner on paper.
        _set(person, state=State.REVOKED, role=person.role, new_link=True)
        _log(person, "submissions.person_revoke", by=by, user=user, reason=reason)
        if takes_over is not None:
            hand_over(person=person, to=takes_over)
        if was_active:
            mails.revoked(person=person, reason=reason)


def transfer(*, person: CompanyPerson, user: User, reason: str) -> None:
    """Make this person the only owner, by an editor of the board: those who were become editors of the company.

    Raises PeopleRefused.
    """
    with _locked(person.company) as company:
        person = _again(person, State.ACTIVE)
        for owner in company.people.owners().exclude(pk=person.pk):
            _set(owner, state=State.ACTIVE, role=Role.EDITOR)
            mails.role_changed(person=owner, reason=reason)
        if person.role != Role.OWNER:
            _set(person, state=State.ACTIVE, role=Role.OWNER)
            mails.role_changed(person=person, reason=reason)
        _log(person, "submissions.person_transfer", user=user, reason=reason)


@transaction.atomic
def change_link(*, person: CompanyPerson) -> None:
    """End a link that leaked, with all that were made from it, and email the new one."""
    person = _again(person, State.ACTIVE)
    _set(person, state=State.ACTIVE, role=person.role, new_link=True)
    log_of_company(person.company, "submissions.person_link", person=person)
    mails.link(person=person)


def tell_of_deletion(company: Company) -> None:
    """Email the people of a company that is about to be deleted, whose links then open nothing."""
    for person in company.people.active().select_related("company__site"):
        person.changed_at = timezone.now()
        mails.company_gone(person=person)


@contextmanager
def _locked(company: Company) -> Iterator[Company]:
    with transaction.atomic():
        yield Company.objects.select_for_update(of=("self",)).select_related("site").get(pk=company.pk)


def _row(company: Company, email: str) -> CompanyPerson:
    """Return the address's row of the company, or a new one that is not saved yet."""
    found = company.people.of_address(email).first() or CompanyPerson(email=email, state=State.REVOKED)
    found.company = company
    return found


def _again(person: CompanyPerson, *states: str) -> CompanyPerson:
    """Read the row under the company's lock. Raises PeopleRefused in another state."""
    fresh = CompanyPerson.objects.select_related("company__site").filter(pk=person.pk, state__in=states)
    found = fresh.first()
    if found is None:
        raise PeopleRefused(str(NOT_ANY_MORE))
    return found


def _set(
    person: CompanyPerson, *, state: str, role: str, name: str | None = None, new_link: bool = False
) -> None:
    person.state, person.role, person.changed_at = state, role, timezone.now()
    if name is not None:
        person.name = name
    if new_link:
        person.link_version = tokens.new_version()
    person.full_clean(exclude=["company"], validate_constraints=False)
    person.save()


def _join(person: CompanyPerson, name: str) -> CompanyPerson:
    _set(person, state=State.ACTIVE, role=person.role, name=name or person.name, new_link=True)
    log_of_company(person.company, "submissions.person_join", person=person)
    mails.link(person=person)
    return person


def _admit(person: CompanyPerson, role: str, by: CompanyPerson) -> CompanyPerson:
    _set(person, state=State.ACTIVE, role=role, new_link=True)
    log_of_company(
        person.company, "submissions.person_admit", person=by, whom=masked(person.email), new_role=role
    )
    mails.link(person=person)
    return person


def _check_right(by: CompanyPerson) -> None:
    """Read again, under the lock, whether they still may. Raises PeopleRefused."""
    by.refresh_from_db(fields=["state", "role", "link_version"])
    if not has_right(by, Right.MANAGE_PEOPLE):
        raise PeopleRefused(str(NOT_ANY_MORE))


def _check_room(company: Company) -> None:
    if company.people.current().count() >= MAX_PEOPLE:
        raise PeopleRefused(str(TOO_MANY % {"most": MAX_PEOPLE}))


def _keep_an_owner(person: CompanyPerson, *, unless: bool = False) -> None:
    if unless or not person.is_owner:
        return
    if not person.company.people.owners().exclude(pk=person.pk).exists():
        raise PeopleRefused(str(LAST_OWNER))


def _log(
    person: CompanyPerson,
    action: str,
    *,
    by: CompanyPerson | None = None,
    user: User | None = None,
    reason: str = "",
) -> None:
    whom = masked(person.email)
    if user is None:
        log_of_company(person.company, action, person=by, whom=whom)
    else:
        log(instance=person.company, action=action, user=user, data={"whom": whom, "reason": reason})

"""Write what employers do into the history of their listings, which editors read in Wagtail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.log_actions import log
from wagtail.models import Revision

from jobs.listings.models import Company, JobPage
from jobs.submissions.models import CompanyPerson, Submission

_acting: ContextVar[CompanyPerson | None] = ContextVar("acting_person", default=None)


@contextmanager
def acting(person: CompanyPerson | None) -> Iterator[None]:
    """Name this person of a company in what is logged inside the block; None is a listing's contact."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def log_by_employer(
    page: JobPage, action: str, *, submission: Submission, revision: Revision | None = None, **data: Any
) -> None:
    """Add an entry to the history. With a revision, editors can compare it with the one before."""
    log(
        instance=page,
        action=action,
        data={**_who(submission), **data},
        revision=revision,
        content_changed=revision is not None,
    )


def masked(email: str) -> str:
    """Shorten an address to what tells people apart: r…@wagonworks.example."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def log_of_company(company: Company, action: str, *, person: CompanyPerson | None, **data: Any) -> None:
    """Add an entry to the company's history; `person` is who did it."""
    log(instance=company, action=action, data={**(_named(person) if person else {}), **data})


def readable(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an entry with roles in words, and who did it by their whole address while it is kept."""
    roles = dict(CompanyPerson.Role.choices)
    named = {key: roles.get(data[key], data[key]) for key in ("role", "new_role") if key in data}
    person = CompanyPerson.objects.filter(pk=data["person"]).first() if data.get("person") else None
    if person is not None:
        named["employer"] = f"{person.name} · {person.email}" if person.name else person.email
    return {**data, **named}


def _who(submission: Submission) -> dict[str, Any]:
    # Employers have no account. The history outlives their data, so it names them no closer than this.
    person = _acting.get()
    return _named(person) if person else {"employer": masked(submission.contact_email)}


def _named(person: CompanyPerson) -> dict[str, Any]:
    return {"employer": masked(person.email), "person": person.pk, "role": person.role}

"""Companies and their people, for tests."""

from typing import Any

from django.urls import reverse

from jobs.listings.models import Company
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services.data import ListingData
from jobs.submissions.services.submission import submit
from tests.factories import Board, CompanyFactory, PlanFactory, listing_data

State, Role = CompanyPerson.State, CompanyPerson.Role
DOMAIN = "wagonworks.example"


def verified_company(board: Board, domain: str = DOMAIN, **said: Any) -> Company:
    company: Company = CompanyFactory(site=board.site, website=f"https://{domain}", **said)
    company.verify()
    return company


def person_of(
    company: Company, role: str = Role.OWNER, *, email: str = "", state: str = State.ACTIVE
) -> CompanyPerson:
    return CompanyPerson.objects.create(
        company=company, email=email or f"{role}@{DOMAIN}", role=role, state=state
    )


def posted_by(person: CompanyPerson, **said: Any) -> Submission:
    """A draft that the person posts through the company's page."""
    data: ListingData = listing_data(contact_email=person.email, contact_name="Mara", **said)
    plan = PlanFactory(site=person.site)
    return submit(site=person.site, plan=plan, data=data, person=person)


def url(name: str, person: CompanyPerson, *args: Any) -> str:
    return reverse(f"submissions:{name}", args=[person.token, *args])


def listing_url(name: str, submission: Submission, person: CompanyPerson | None) -> str:
    """The address of one of a listing's pages, as this person reaches it."""
    return reverse(f"submissions:{name}", args=[submission.reached_by(person).token])

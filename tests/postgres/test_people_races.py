"""At the same moment: a company gets one first owner, keeps one owner, and an editor approves what they have seen."""

from functools import partial

import pytest
from django.db import connection

from boards.refusals import Refused
from jobs.listings.models import Company
from jobs.submissions.models import CompanyChange, CompanyPerson
from jobs.submissions.services import faces, people
from jobs.submissions.services.people import PeopleRefused
from jobs.submissions.tests.people import DOMAIN, Role, person_of, verified_company
from tests.factories import SuperuserFactory, make_board
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company() -> Company:
    return verified_company(make_board())


def refused(act) -> bool:
    try:
        act()
    except (PeopleRefused, Refused):
        return True
    return False


def test_of_five_who_claim_a_company_one_becomes_its_owner(company):
    addresses = [f"person{number}@{DOMAIN}" for number in range(5)]
    at_once([partial(people.claim, company=company, email=address) for address in addresses])
    assert company.people.owners().count() == 1
    assert company.people.filter(state=CompanyPerson.State.ASKING).count() == 4


def test_one_address_that_presses_twice_is_one_person(company):
    at_once([partial(people.claim, company=company, email=f"mara@{DOMAIN}")] * 2)
    assert company.people.get().is_owner


def test_two_owners_who_leave_together_leave_one(company):
    owners = [person_of(company, email=f"owner{number}@{DOMAIN}") for number in range(2)]
    leaving = [partial(people.revoke, person=owner, by=owner) for owner in owners]
    assert sorted(at_once([partial(refused, leave) for leave in leaving])) == [False, True]
    assert company.people.owners().count() == 1


def test_two_owners_who_demote_each_other_leave_one(company):
    first, second = (person_of(company, email=f"owner{number}@{DOMAIN}") for number in range(2))
    acts = [
        partial(people.change_role, by=first, person=second, role=Role.EDITOR),
        partial(people.change_role, by=second, person=first, role=Role.EDITOR),
    ]
    assert sorted(at_once([partial(refused, act) for act in acts])) == [False, True]
    assert company.people.owners().count() == 1


def test_a_change_is_decided_once(company):
    change = CompanyChange.objects.create(company=company, about="Ours")
    user = SuperuserFactory()
    acts = [
        partial(faces.approve, change=change, version=1, user=user),
        partial(faces.decline, change=change, version=1, user=user, reason="No"),
    ]
    assert sorted(at_once([partial(refused, act) for act in acts])) == [False, True]
    change.refresh_from_db()
    company.refresh_from_db()
    assert (company.about == "Ours") is (change.state == CompanyChange.State.APPROVED)
    assert connection.vendor == "postgresql"

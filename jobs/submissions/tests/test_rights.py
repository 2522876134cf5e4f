"""What each role may see and do, as one table: by the service, on the pages, and by address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.rights import ACTIONS, EMAILS, RIGHTS, Right, has_right
from jobs.submissions.tests.people import Role, listing_url, person_of, posted_by, url, verified_company
from jobs.submissions.views.returning import path_back
from payments.models import Payment
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import FeaturedPlanFactory, open_checkout, payment_of

ROLES = (Role.OWNER, Role.EDITOR, Role.BILLING)
NOT_YOURS = "Your role in the company does not include this."

#                        owner  editor billing
LISTING_ACTIONS = {
    ActionKey.PAY: (True, True, True),
    ActionKey.BUY_PACK: (True, True, True),
    ActionKey.PUBLISH_FREE: (False, False, False),
    ActionKey.REOPEN: (True, True, False),
    ActionKey.EDIT: (True, True, False),
    ActionKey.CHANGE_PLAN: (True, True, False),
    ActionKey.RENEW: (True, True, True),
    ActionKey.UPGRADE: (True, True, True),
    ActionKey.CLOSE: (True, True, False),
    ActionKey.SEE: (True, True, True),
    ActionKey.POST_AGAIN: (True, True, False),
    ActionKey.WITHDRAW: (True, True, False),
}
COMPANY_RIGHTS = {
    Right.SEE_LISTINGS: (True, True, True),
    Right.SEE_RECEIPTS: (True, False, True),
    Right.POST: (True, True, False),
    Right.EDIT_FACE: (True, True, False),
    Right.MANAGE_PEOPLE: (True, False, False),
}
PAGES = {
    "company": Right.SEE_LISTINGS,
    "company_receipts": Right.SEE_RECEIPTS,
    "company_post": Right.POST,
    "company_face": Right.EDIT_FACE,
    "company_people": Right.MANAGE_PEOPLE,
}
LISTING_PAGES = {
    "pay": ActionKey.PAY,
    "reopen": ActionKey.REOPEN,
    "edit": ActionKey.EDIT,
    "plan": ActionKey.CHANGE_PLAN,
    "renew": ActionKey.RENEW,
    "upgrade": ActionKey.UPGRADE,
    "close": ActionKey.CLOSE,
    "again": ActionKey.POST_AGAIN,
}
KINDS = {
    "pay_link": {Role.BILLING},
    "receipt": {Role.BILLING},
    "refunded": {Role.BILLING},
    "changes_requested": {Role.EDITOR},
    "declined": {Role.EDITOR},
    "taken_down": {Role.EDITOR},
    "expiring": {Role.EDITOR},
}


@pytest.fixture
def company(board):
    return verified_company(board)


@pytest.fixture(params=ROLES)
def person(request, company) -> CompanyPerson:
    return person_of(company, request.param)


@pytest.fixture
def draft(board, company) -> Submission:
    FeaturedPlanFactory(site=board.site)
    return posted_by(person_of(company, email="contact@wagonworks.example"))


@pytest.fixture
def live(draft, sandbox) -> Submission:
    stripe_door.current().pay(open_checkout(payment_of(draft)))
    confirm(payment=payment_of(draft))
    JobPage.objects.filter(pk=draft.page_id).update(expire_at=timezone.now() + timedelta(days=3))
    return Submission.objects.get(pk=draft.pk)


def expected(table, key, person) -> bool:
    return table[key][ROLES.index(person.role)]


def test_the_table_of_roles_and_actions():
    for place, role in enumerate(ROLES):
        assert ACTIONS[role] == {key for key, allowed in LISTING_ACTIONS.items() if allowed[place]}
        assert RIGHTS[role] == {right for right, allowed in COMPANY_RIGHTS.items() if allowed[place]}
    assert set(LISTING_ACTIONS) == set(ActionKey) and set(COMPANY_RIGHTS) == set(Right)
    assert dict(EMAILS) == KINDS


def test_nobody_else_has_any_right(company):
    for state in CompanyPerson.State:
        if state != CompanyPerson.State.ACTIVE:
            other = person_of(company, email=f"{state}@wagonworks.example", state=state)
            assert not any(has_right(other, right) for right in Right)


def test_the_pages_of_the_company_by_address(client, draft, person):
    for name, right in PAGES.items():
        answer = client.get(url(name, person))
        assert (answer.status_code == 200) is expected(COMPANY_RIGHTS, right, person), name
        if answer.status_code != 200:
            assert NOT_YOURS in client.get(answer.headers["Location"]).content.decode(), name


def test_what_a_role_lacks_is_not_done_by_post_either(client, draft, person):
    other = person_of(person.company, Role.EDITOR, email="other@wagonworks.example")
    asked = [
        (url("company_people", person), {"email": "x@y.example", "role": "owner"}),
        (url("company_role", person, other.pk), {"role": "billing"}),
        (url("company_face", person), {"about": "Ours", "links": ""}),
    ]
    for address, data in asked:
        client.post(address, data)
    other.refresh_from_db()
    person.company.refresh_from_db()
    is_owner, edits = person.role == Role.OWNER, person.role != Role.BILLING
    assert CompanyPerson.objects.filter(email="x@y.example").exists() is is_owner
    assert (other.role == Role.BILLING) is is_owner
    assert (person.company.about == "Ours") is edits


@pytest.mark.parametrize("state", ["draft", "live"])
def test_the_actions_on_a_listing_by_service_and_by_address(request, client, person, state):
    """Whatever its contact may do at this stage, a role may or may not; the page shows exactly that."""
    submission: Submission = request.getfixturevalue(state)
    own = submission.reached_by(person)
    html = client.get(listing_url("manage", submission, person)).content.decode()
    for name, key in LISTING_PAGES.items():
        possible = may(submission, key)
        assert may(own, key) is (possible and expected(LISTING_ACTIONS, key, person)), name
        if not expected(LISTING_ACTIONS, key, person):
            address = listing_url(name, submission, person)
            assert f'"{address}"' not in html, name
            answer = client.post(address, {"reason": "withdrawn", "plan": submission.plan_id}, follow=True)
            assert NOT_YOURS in answer.content.decode(), name
    fresh = Submission.objects.get(pk=submission.pk)
    if person.role == Role.BILLING:
        assert fresh.closed_at is None and Submission.objects.count() == 1


def test_the_receipts_of_a_listing(client, live, person):
    answer = client.get(listing_url("receipts", live, person))
    assert (answer.status_code == 200) is expected(COMPANY_RIGHTS, Right.SEE_RECEIPTS, person)
    html = client.get(listing_url("manage", live, person)).content.decode()
    assert ("/receipts/" in html) is expected(COMPANY_RIGHTS, Right.SEE_RECEIPTS, person)


def test_the_receipts_of_the_company(client, live, board):
    billing = person_of(live.page.company, Role.BILLING)
    html = client.get(url("company_receipts", billing)).content.decode()
    assert str(payment_of(live).uuid) in html


def test_what_is_the_contacts_alone_is_refused_to_all(client, draft, person):
    for name in ("change_link", "prove_address"):
        answer = client.post(listing_url(name, draft, person), follow=True)
        assert NOT_YOURS in answer.content.decode()
    draft.refresh_from_db()
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_who_comes_back_from_paying_is_led_by_their_own_link(client, draft, sandbox, person):
    client.post(listing_url("pay", draft, person))
    payment = Payment.objects.posting_for(draft.page_id).get()
    answer = client.get(path_back(payment, "unpaid"))
    assert answer.headers["Location"] == listing_url("manage", draft, person)
    CompanyPerson.objects.filter(pk=person.pk).update(state="revoked", link_version=1)
    assert client.get(path_back(payment, "unpaid")).status_code == 200

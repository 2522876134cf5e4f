"""The people of a company: who becomes one, and that access ends at once and everywhere."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from post_office.models import Email
from wagtail.models import ModelLogEntry, PageLogEntry

from boards import limits
from jobs.listings.models import Company, JobPage
from jobs.listings.services.companies import verify
from jobs.submissions.models import CompanyPerson, Submission
from jobs.submissions.services import links, mine_links, people
from jobs.submissions.services.people import PeopleRefused
from jobs.submissions.services.post_again import post_again
from jobs.submissions.services.proof import prove
from jobs.submissions.services.submission import update
from jobs.submissions.tests.people import (
    DOMAIN,
    Role,
    State,
    listing_url,
    person_of,
    posted_by,
    url,
    verified_company,
)
from payments.services.settlement import confirm
from tests import stripe_door
from tests.factories import (
    LiveJobFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    make_board,
    open_checkout,
    page_of,
    payment_of,
)

MARA = f"mara@{DOMAIN}"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()
    limits.storage().reset()


@pytest.fixture
def company(board) -> Company:
    return verified_company(board, name="Wagon Works")


@pytest.fixture
def owner(company) -> CompanyPerson:
    return person_of(company)


@pytest.fixture
def editor(owner) -> CompanyPerson:
    return person_of(owner.company, Role.EDITOR)


def newest(address: str) -> Email:
    return Email.objects.filter(to=address).latest("pk")


def path_in(message: str, part: str) -> str:
    found = re.search(rf"https?://[^/\s]+({part}\S+)", message)
    assert found, message
    return found[1]


def claim_link(client, company: Company, email: str = MARA) -> str:
    client.post(f"{company.get_absolute_url()}claim/", {"email": email})
    return path_in(newest(email).message, "/companies/")


class TestClaiming:
    def test_the_first_who_proves_an_address_at_the_domain_becomes_the_owner(self, client, company):
        link = claim_link(client, company)
        assert "You become the owner" in client.get(link).content.decode()
        assert not company.people.exists()
        answer = client.post(link, {"name": "Mara Wagon"}, follow=True)
        person = company.people.get()
        assert (person.email, person.role, person.state, person.name) == (
            MARA,
            "owner",
            "active",
            "Mara Wagon",
        )
        assert answer.request["PATH_INFO"] == person.get_absolute_url()
        assert person.page_url in newest(MARA).message

    def test_opening_the_link_claims_nothing(self, client, company):
        client.get(claim_link(client, company))
        assert not company.people.exists()

    def test_whoever_comes_later_asks_the_owner(self, client, company, owner):
        link = claim_link(client, company, f"late@{DOMAIN}")
        answer = client.post(link, {})
        html = answer.content.decode()
        assert "You have asked to join" in html and "o…@wagonworks.example" in html
        assert owner.email not in html
        late = company.people.get(email=f"late@{DOMAIN}")
        assert late.state == State.ASKING
        assert f"late@{DOMAIN} asks to work on the page" in newest(owner.email).message
        assert client.get(late.get_absolute_url()).status_code == 410
        client.post(url("company_role", owner, late.pk), {"role": "billing"})
        late.refresh_from_db()
        assert (late.state, late.role) == (State.ACTIVE, Role.BILLING)
        assert late.page_url in newest(late.email).message

    @pytest.mark.parametrize("address", ["mara@elsewhere.example", f"mara@mail.{DOMAIN}", "mara@gmail.com"])
    def test_an_address_elsewhere_gets_no_link(self, client, company, address):
        answer = client.post(f"{company.get_absolute_url()}claim/", {"email": address})
        assert answer.status_code == 200
        assert not Email.objects.exists()
        with pytest.raises(PeopleRefused):
            people.claim(company=company, email=address)

    def test_a_company_that_nobody_verified_is_verified_first(self, client, board):
        company = UnpaidSubmissionFactory(board=board).page.company
        Company.objects.filter(pk=company.pk).update(is_proposed=False, slug="wagon-works")
        JobPage.objects.filter(company=company).update(first_published_at="2026-01-01T00:00Z")
        answer = client.get("/companies/wagon-works/claim/")
        assert answer.headers["Location"] == "/companies/wagon-works/verify/"
        company.refresh_from_db()
        with pytest.raises(PeopleRefused):
            people.claim(company=company, email=f"mara@{company.host}")

    def test_verifying_a_company_makes_the_owner(self, board):
        company = verified_company(board)
        verify(company=company, email=MARA)
        assert company.people.get().is_owner
        assert company.people.get().page_url in newest(MARA).message

    def test_the_link_dies_with_the_domain_it_was_for(self, client, board, company):
        LiveJobFactory(board=board, company=company)
        link = claim_link(client, company)
        company.refresh_from_db()
        company.website = "https://other.example"
        company.save()
        assert client.post(link).status_code == 410
        assert not company.people.exists()

    def test_whose_access_the_editors_ended_does_not_claim_it_again(self, company, owner, django_user_model):
        user = django_user_model.objects.create(username="desk")
        people.revoke(person=owner, user=user, reason="Not theirs")
        with pytest.raises(PeopleRefused, match="write to the editors"):
            people.claim(company=company, email=owner.email)
        assert people.claim(company=company, email=MARA).is_owner

    def test_the_first_email_says_nothing_that_anybody_typed(self, client, board, owner):
        Company.objects.filter(pk=owner.company_id).update(name="Buy my pills")
        owner.company.refresh_from_db()
        claim_link(client, owner.company)
        client.post(url("company_people", owner), {"email": "new@else.example", "role": "editor"})
        for address in (MARA, "new@else.example"):
            email = newest(address)
            whole = email.subject + email.message + email.html_message
            assert "pills" not in whole and owner.email not in whole

    def test_each_mailbox_gets_few_claim_links(self, client, company, settings):
        settings.RATE_LIMIT_FACTOR = 1
        answers = [client.post(f"{company.get_absolute_url()}claim/", {"email": MARA}) for _ in range(7)]
        assert answers[-1].status_code == 429
        assert Email.objects.filter(to=MARA).count() == 1


class TestInviting:
    def invite(self, client, owner, email="nils@agency.example", role="editor"):
        client.post(url("company_people", owner), {"email": email, "role": role})
        return owner.company.people.get(email__iexact=email)

    def test_an_invitation_is_accepted_by_a_button(self, client, owner):
        invited = self.invite(client, owner)
        assert invited.state == State.INVITED
        path = path_in(newest(invited.email).message, "/company/join/")
        assert client.get(path).status_code == 200
        invited.refresh_from_db()
        assert invited.state == State.INVITED
        answer = client.post(path, {"name": "Nils"}, follow=True)
        invited.refresh_from_db()
        assert invited.is_active and answer.request["PATH_INFO"] == invited.get_absolute_url()
        assert client.get(path).status_code == 410

    def test_an_invitation_that_was_taken_back_is_dead(self, client, owner):
        invited = self.invite(client, owner)
        path = path_in(newest(invited.email).message, "/company/join/")
        client.post(url("company_revoke", owner, invited.pk), {})
        assert client.post(path, {}).status_code == 410
        assert not owner.company.people.active().exclude(pk=owner.pk).exists()

    def test_an_invitation_opens_no_page_by_itself(self, client, owner):
        invited = self.invite(client, owner)
        assert client.get(invited.get_absolute_url()).status_code == 410

    def test_who_is_there_is_not_invited_again(self, client, owner, editor):
        answer = client.post(url("company_people", owner), {"email": editor.email.upper(), "role": "owner"})
        assert "works on the company’s page already" in answer.content.decode()
        editor.refresh_from_db()
        assert editor.role == Role.EDITOR

    def test_each_mailbox_gets_few_invitations(self, client, owner, settings):
        settings.RATE_LIMIT_FACTOR = 1
        for _ in range(6):
            answer = client.post(
                url("company_people", owner), {"email": "nils@agency.example", "role": "editor"}
            )
        assert answer.status_code == 429
        assert Email.objects.filter(to="nils@agency.example").count() == 5


class TestOwners:
    def test_the_last_owner_neither_leaves_nor_steps_down(self, client, owner, editor):
        answer = client.post(url("company_leave", owner), follow=True)
        assert "A company needs an owner" in answer.content.decode()
        answer = client.post(url("company_role", owner, owner.pk), {"role": "editor"})
        assert "A company needs an owner" in answer.content.decode()
        owner.refresh_from_db()
        assert owner.is_owner

    def test_with_another_owner_they_may(self, client, owner, editor):
        client.post(url("company_role", owner, editor.pk), {"role": "owner"})
        assert "is now: Owner" in newest(editor.email).message
        client.post(url("company_leave", owner))
        assert list(owner.company.people.owners()) == [editor]

    def test_nobody_touches_the_people_of_another_company(self, client, board, owner):
        other = person_of(verified_company(board, "other.example"), Role.EDITOR, email="e@other.example")
        for name in ("company_role", "company_revoke"):
            assert client.post(url(name, owner, other.pk), {"role": "billing"}).status_code == 404
        other.refresh_from_db()
        assert (other.role, other.state) == (Role.EDITOR, State.ACTIVE)


class TestRevoking:
    def test_every_link_is_dead_at_once(self, client, owner, editor):
        draft = posted_by(owner)
        reached = [
            editor.get_absolute_url(),
            *(url(name, editor) for name in ("company_face", "company_post", "company_leave")),
            *(listing_url(name, draft, editor) for name in ("manage", "edit", "plan")),
            draft.reached_by(editor).preview_url.removeprefix(draft.site_root),
        ]
        assert [client.get(path).status_code for path in reached] == [200] * len(reached)
        client.post(url("company_revoke", owner, editor.pk), {})
        answers = [client.get(path) for path in reached]
        assert [answer.status_code for answer in answers] == [410] * len(reached)
        assert all("This link no longer works" in answer.content.decode() for answer in answers)
        assert client.get(draft.get_absolute_url()).status_code == 200
        assert "open nothing from now on" in newest(editor.email).message

    def test_the_contact_keeps_their_own_manage_link(self, client, owner, editor):
        draft = posted_by(editor)
        client.post(url("company_revoke", owner, editor.pk), {})
        assert client.get(draft.get_absolute_url()).status_code == 200

    def test_unless_the_owner_takes_over_what_they_posted_for_the_company(self, client, owner, editor):
        draft = posted_by(editor)
        client.post(url("company_revoke", owner, editor.pk), {"takes_over": "on"})
        assert client.get(draft.get_absolute_url()).status_code == 404
        draft.refresh_from_db()
        assert draft.contact_email == owner.email
        assert client.get(draft.get_absolute_url()).status_code == 200
        assert draft.token in newest(owner.email).message

    def test_whoever_comes_back_gets_new_links(self, client, owner, editor):
        old = editor.get_absolute_url()
        people.revoke(person=editor, by=owner)
        people.join(
            token=people.invite(by=owner, email=editor.email, role="editor").token_for(
                CompanyPerson.INVITATION_SALT
            )
        )
        assert client.get(old).status_code == 410

    def test_a_leaked_link_is_replaced_by_email_alone(self, client, editor):
        old = editor.get_absolute_url()
        answer = client.post(url("company_change_link", editor), follow=True)
        editor.refresh_from_db()
        assert editor.token not in answer.content.decode()
        assert client.get(old).status_code == 410
        assert editor.page_url in newest(editor.email).message

    def test_without_the_verification_all_links_rest(self, client, owner):
        company = owner.company
        company.website = "https://moved.example"
        company.save()
        assert client.get(owner.get_absolute_url()).status_code == 410

    def test_a_lost_link_is_emailed_again(self, client, owner):
        client.post(reverse("submissions:find_links"), {"email": owner.email.upper()})
        links.send_asked()
        assert owner.page_url in newest(owner.email).message


class TestListings:
    def test_people_see_what_speaks_for_the_company_and_nothing_else(
        self, client, board, sandbox, owner, editor
    ):
        mine = posted_by(editor, title="Points keeper")
        UnpaidSubmissionFactory(
            board=board, title="Impostor", company_name="Wagon Works", company_url=f"https://{DOMAIN}"
        )
        other = person_of(verified_company(board, "other.example"), email="o@other.example")
        posted_by(other, title="Of another company")
        html = client.get(owner.get_absolute_url()).content.decode()
        assert "Points keeper" in html
        assert "Impostor" not in html and "Of another company" not in html
        assert client.get(listing_url("manage", mine, other)).status_code == 410

    def test_a_contact_at_the_domain_is_reached_once_proved(self, client, board, owner):
        draft = UnpaidSubmissionFactory(
            board=board,
            title="Signal keeper",
            company_name="Wagon Works",
            company_url=f"https://{DOMAIN}",
            contact_email=MARA,
        )
        assert "Signal keeper" not in client.get(owner.get_absolute_url()).content.decode()
        client.get(draft.emailed_url.removeprefix(draft.site_root))
        client.post(reverse("submissions:prove_address", args=[draft.token]))
        assert "Signal keeper" in client.get(owner.get_absolute_url()).content.decode()

    def test_nobody_is_shown_the_manage_link_of_the_contact(self, client, owner, editor):
        draft = posted_by(owner)
        pages = [
            client.get(editor.get_absolute_url()),
            *(client.get(listing_url(name, draft, editor)) for name in ("manage", "edit", "plan")),
        ]
        for answer in pages:
            assert answer.status_code == 200
            assert draft.token not in answer.content.decode()
            assert draft.preview_token not in answer.content.decode()

    def test_the_history_names_who_acted(self, client, board, owner, editor):
        draft = posted_by(owner)
        plan = PlanFactory(site=board.site, name="Longer")
        client.post(listing_url("plan", draft, editor), {"plan": plan.pk})
        entry = PageLogEntry.objects.filter(action="submissions.change_plan").get()
        assert entry.data["person"] == editor.pk
        assert editor.email in str(entry.formatter.format_message(entry))
        CompanyPerson.objects.filter(pk=editor.pk).delete()
        assert "e…@wagonworks.example" in str(entry.formatter.format_message(entry))

    def test_the_contact_is_named_when_the_contact_acts(self, client, board, owner):
        draft = posted_by(owner)
        plan = PlanFactory(site=board.site)
        client.post(listing_url("plan", draft, None), {"plan": plan.pk})
        assert "person" not in PageLogEntry.objects.get(action="submissions.change_plan").data

    def test_what_is_posted_again_belongs_to_who_did_it(self, client, owner, editor):
        draft = posted_by(owner)
        answer = client.post(
            listing_url("again", draft, editor),
            {"nonce": "0f1d8c52-7c6c-4b4c-9d3c-0d8a1b2c3d4e"},
            follow=True,
        )
        copy = Submission.objects.latest("pk")
        assert (copy.contact_email, copy.posted_by) == (editor.email, editor)
        assert page_of(copy).company == owner.company
        assert answer.request["PATH_INFO"] == listing_url("manage", copy, editor)

    def test_the_email_to_the_contact_has_the_contacts_links(self, client, owner, editor):
        draft = posted_by(owner)
        again = post_again(submission=draft.reached_by(editor), nonce=None)
        message = newest(editor.email).message
        assert again.reached_by(None).token in message

    def test_a_posting_for_the_company_has_its_mark_wherever_the_address_is(self, client, board, owner):
        nils = person_of(owner.company, Role.EDITOR, email="nils@agency.example")
        draft = posted_by(nils)
        assert page_of(draft).is_by_verified_company
        assert draft.is_proved

    def test_a_contact_changes_the_face_of_an_owned_company_no_more(self, board, company):
        draft = UnpaidSubmissionFactory(
            board=board, company_name="Wagon Works", company_url=f"https://{DOMAIN}", contact_email=MARA
        )
        prove(draft)
        data = listing_data(company_name="WAGON WORKS", company_url=f"https://{DOMAIN}", contact_email=MARA)
        update(submission=draft, data=data)
        company.refresh_from_db()
        assert company.name == "WAGON WORKS"
        person_of(company)
        data.company_name = "wagon works"
        update(submission=draft, data=data)
        company.refresh_from_db()
        assert company.name == "WAGON WORKS"

    def test_money_goes_to_billing_and_corrections_to_editors(self, board, sandbox, owner, editor):
        billing = person_of(owner.company, Role.BILLING)
        PaidSubmissionFactory(
            board=board, company_name="Wagon Works", company_url=f"https://{DOMAIN}", contact_email=MARA
        )
        assert not Email.objects.filter(to=billing.email).exists()
        draft = posted_by(owner)
        payment = payment_of(draft)
        stripe_door.current().pay(open_checkout(payment))
        confirm(payment=payment)
        message = Email.objects.get(to=billing.email, subject__startswith="Receipt").message
        assert draft.reached_by(billing).token in message and draft.token not in message
        assert "Hello," in message and "Hello Mara" not in message
        assert not Email.objects.filter(to=editor.email).exists()


def test_people_of_a_deleted_company_are_told(board, owner, editor):
    owner.company.delete()
    for address in (owner.email, editor.email):
        assert "is gone" in newest(address).subject
    assert not CompanyPerson.objects.exists()


def test_the_company_remembers_who_did_what(client, owner, editor):
    client.post(url("company_role", owner, editor.pk), {"role": "billing"})
    entry = ModelLogEntry.objects.get(action="submissions.person_role")
    said = str(entry.formatter.format_message(entry))
    assert owner.email in said and "e…@wagonworks.example" in said and "Billing" in said


def test_links_work_on_the_companys_own_board_alone(client, owner):
    other = make_board(hostname="designers.localhost", name="Goodproof")
    answer = client.get(owner.get_absolute_url(), headers={"host": other.host})
    assert answer.headers["Location"] == owner.page_url
    answer = client.post(url("company_leave", owner), headers={"host": other.host})
    assert answer.status_code == 404


def test_my_listings_leads_to_the_companies_of_the_address(client, board, company):
    draft = UnpaidSubmissionFactory(board=board, contact_email=MARA)
    mine = mine_links.url_of(draft).removeprefix(draft.site_root)
    assert f"{company.get_absolute_url()}claim/" in client.get(mine).content.decode()
    person = people.claim(company=company, email=MARA)
    html = client.get(mine).content.decode()
    assert person.get_absolute_url() in html and "/claim/" not in html


def test_readers_see_nothing_of_people(client, board, sandbox, owner):
    draft = posted_by(owner)
    stripe_door.current().pay(open_checkout(payment_of(draft)))
    confirm(payment=payment_of(draft))
    for path in (owner.company.get_absolute_url(), page_of(draft).url, "/companies/", "/jobs/feed.json"):
        html = client.get(path).content.decode()
        assert owner.email not in html and owner.token not in html, path
    assert "Verified" in client.get(page_of(draft).url).content.decode()


def test_the_pages_are_kept_by_nobody(client, owner):
    answer = client.get(owner.get_absolute_url())
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"

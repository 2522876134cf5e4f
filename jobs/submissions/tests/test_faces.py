"""What a company says of itself: changed by its people, reviewed where the board reviews."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from post_office.models import Email
from wagtail.models import ModelLogEntry

from boards.refusals import Refused
from jobs.listings.models import Company
from jobs.submissions.models import CompanyChange, CompanyPerson
from jobs.submissions.services import faces
from jobs.submissions.services.uploads import prune_uploads
from jobs.submissions.tests.people import Role, person_of, url, verified_company
from tests.factories import PlanFactory, SuperuserFactory, grant, make_board, make_editor

ABOUT = "We build wagons.\n\nSince 1911."
LINKS = "wagonworks.example/careers\nhttps://code.example/wagonworks"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_logo() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (128, 128), "navy").save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), content_type="image/png")


@pytest.fixture
def editor(board) -> CompanyPerson:
    return person_of(verified_company(board, name="Wagon Works"), Role.EDITOR)


@pytest.fixture
def reviewed(board) -> CompanyPerson:
    """An editor of a company on a board that reviews."""
    other = make_board(hostname="designers.localhost", name="Goodproof", review="after")
    return person_of(verified_company(other, name="Wagon Works"), Role.EDITOR)


def save(client, person, **said):
    data = {"about": ABOUT, "links": LINKS} | said
    return client.post(url("company_face", person), data, headers={"host": person.site.hostname})


def read(client, company) -> str:
    return client.get(company.get_absolute_url(), headers={"host": company.site.hostname}).content.decode()


def fresh(person) -> Company:
    return Company.objects.get(pk=person.company_id)


# --- A board that does not review


def test_readers_see_it_at_once(client, editor):
    assert "Since 1911" not in read(client, editor.company)
    assert save(client, editor).status_code == 303
    html = read(client, editor.company)
    assert "<p>We build wagons.</p>" in html and "<p>Since 1911.</p>" in html
    assert (
        'href="https://wagonworks.example/careers" rel="nofollow noopener">wagonworks.example/careers<'
        in html
    )
    assert not CompanyChange.objects.exists()
    entry = ModelLogEntry.objects.get(action="submissions.face_change")
    assert editor.email in str(entry.formatter.format_message(entry))


def test_what_is_typed_is_cleaned_and_escaped(client, editor):
    save(client, editor, about="a\u200b\u202eb <script>alert(1)</script>")
    assert fresh(editor).about == "ab <script>alert(1)</script>"
    assert "<script>alert" not in read(client, editor.company)


@pytest.mark.parametrize(
    "links",
    [
        "javascript:alert(1)",
        "https://user:pass@a.example",
        "no link",
        "\n".join(f"a.example/{n}" for n in range(6)),
    ],
)
def test_links_are_checked(client, editor, links):
    answer = save(client, editor, links=links)
    assert answer.status_code == 200
    assert ABOUT.splitlines()[0] in answer.content.decode()
    assert fresh(editor).links == "" == fresh(editor).about


def test_a_logo_is_drawn_anew_and_can_be_removed(client, editor):
    save(client, editor, company_logo=a_logo())
    assert fresh(editor).logo.name.endswith(".webp") and fresh(editor).logo_width
    save(client, editor, removes_logo="on")
    assert not fresh(editor).logo


@pytest.mark.parametrize(("name", "field"), [("company_face", "about"), ("company_post", "title")])
def test_a_token_that_expired_loses_nothing_that_was_typed(editor, name, field):
    PlanFactory(site=editor.site)
    answer = Client(enforce_csrf_checks=True).post(url(name, editor), {field: "Typed for long"})
    assert answer.status_code == 403
    assert "Typed for long" in answer.content.decode() and "Nothing is lost" in answer.content.decode()


def test_name_and_website_cannot_be_sent(client, editor):
    save(client, editor, name="Other", website="https://other.example", company_name="Other")
    assert (fresh(editor).name, fresh(editor).is_verified) == ("Wagon Works", True)


# --- A board that reviews


def test_the_live_one_stays_until_an_editor_approves(client, reviewed):
    save(client, reviewed)
    assert fresh(reviewed).about == ""
    assert "Since 1911" not in read(client, reviewed.company)
    change = CompanyChange.objects.get()
    assert Email.objects.filter(subject="To review: Wagon Works").count() == 1
    faces.approve(change=change, version=change.version, user=SuperuserFactory())
    assert fresh(reviewed).about == ABOUT
    assert "Approved" in Email.objects.filter(to=reviewed.email).latest("pk").subject


def test_correcting_it_before_the_decision_makes_one_change_and_one_email(client, reviewed):
    save(client, reviewed)
    seen = CompanyChange.objects.get()
    save(client, reviewed, about="Corrected")
    assert CompanyChange.objects.get().about == "Corrected"
    assert Email.objects.filter(subject="To review: Wagon Works").count() == 1
    with pytest.raises(Refused, match="since you opened it"):
        faces.approve(change=seen, version=seen.version, user=SuperuserFactory())
    assert fresh(reviewed).about == ""


def test_saving_what_readers_see_withdraws_the_change(client, reviewed):
    save(client, reviewed)
    save(client, reviewed, about="", links="")
    assert not CompanyChange.objects.exists()


def test_the_logo_of_a_change_waits_with_it(client, reviewed):
    save(client, reviewed, company_logo=a_logo())
    assert not fresh(reviewed).logo
    change = CompanyChange.objects.get()
    prune_uploads(timedelta(days=-1))
    assert change.logo.storage.exists(change.logo.name)
    faces.approve(change=change, version=change.version, user=SuperuserFactory())
    assert fresh(reviewed).logo.name == change.logo.name
    CompanyChange.objects.all().delete()
    prune_uploads(timedelta(days=-1))
    assert change.logo.storage.exists(change.logo.name)


class TestScreen:
    @pytest.fixture
    def change(self, client, reviewed) -> CompanyChange:
        save(client, reviewed)
        return CompanyChange.objects.get()

    def test_an_editor_compares_and_approves(self, client, reviewed, change):
        client.force_login(SuperuserFactory())
        assert "Wagon Works" in client.get(reverse("company_changes")).content.decode()
        html = client.get(reverse("company_change", args=[change.pk])).content.decode()
        assert "Since 1911" in html and "As readers see it" in html
        client.post(reverse("company_change", args=[change.pk]), {"approve": "1", "version": change.version})
        assert fresh(reviewed).about == ABOUT

    def test_declining_needs_a_reason_which_is_emailed(self, client, reviewed, change):
        client.force_login(SuperuserFactory())
        address = reverse("company_change", args=[change.pk])
        answer = client.post(address, {"decline": "1", "version": change.version})
        assert "Say why you decline it." in answer.content.decode()
        client.post(address, {"decline": "1", "version": change.version, "reason": "Too loud"})
        assert fresh(reviewed).about == ""
        assert "Too loud" in Email.objects.filter(to=reviewed.email).latest("pk").message
        entry = ModelLogEntry.objects.get(action="submissions.face_decline")
        assert "Too loud" in str(entry.formatter.format_message(entry))

    def test_what_was_changed_since_is_shown_before_it_is_approved(self, client, reviewed, change):
        client.logout()
        save(client, reviewed, about="Corrected")
        client.force_login(SuperuserFactory())
        address = reverse("company_change", args=[change.pk])
        answer = client.post(address, {"approve": "1", "version": change.version})
        assert answer.status_code == 200 and "Corrected" in answer.content.decode()
        assert fresh(reviewed).about == ""

    def test_it_takes_the_right_to_change_companies_of_that_board(self, client, board, reviewed, change):
        user = make_editor(board)
        grant(user, board.site, "change_company")
        client.force_login(user)
        assert "Wagon Works" not in client.get(reverse("company_changes")).content.decode()
        assert client.get(reverse("company_change", args=[change.pk])).status_code == 404
        for name in ("company_person_end", "company_person_owner"):
            answer = client.post(reverse(name, args=[reviewed.pk]), {"reason": "Because"})
            assert answer.status_code == 404
        reviewed.refresh_from_db()
        assert reviewed.is_active


class TestEditorsAndPeople:
    def test_they_are_listed_at_the_company(self, client, editor):
        client.force_login(SuperuserFactory())
        html = client.get(
            reverse("wagtailsnippets_jobs_company:edit", args=[editor.company_id])
        ).content.decode()
        assert editor.email in html

    def test_ending_the_access_takes_a_reason(self, client, editor):
        client.force_login(SuperuserFactory())
        address = reverse("company_person_end", args=[editor.pk])
        client.post(address, {"reason": ""})
        editor.refresh_from_db()
        assert editor.is_active
        client.post(address, {"reason": "Asked by phone"})
        client.logout()
        assert client.get(editor.get_absolute_url()).status_code == 410
        assert "Asked by phone" in Email.objects.filter(to=editor.email).latest("pk").message
        entry = ModelLogEntry.objects.get(action="submissions.person_revoke")
        assert "Asked by phone" in str(entry.formatter.format_message(entry)) and entry.user is not None

    def test_the_ownership_is_transferred(self, client, editor):
        owner = person_of(editor.company, email="gone@wagonworks.example")
        client.force_login(SuperuserFactory())
        client.post(reverse("company_person_owner", args=[editor.pk]), {"reason": "The owner left"})
        owner.refresh_from_db()
        editor.refresh_from_db()
        assert (editor.role, owner.role) == (Role.OWNER, Role.EDITOR)
        for person in (owner, editor):
            assert "The owner left" in Email.objects.filter(to=person.email).latest("pk").message

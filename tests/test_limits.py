"""Every public POST has a limit, whoever adds it; and what is counted cannot be dodged."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from boards import limits
from boards.routes import PARAMETER, Route, routes
from emails.models import Notice
from jobs.submissions.models import LinksRequest, Submission
from jobs.submissions.tests.typed import typed
from tests.factories import CompanyFactory, LiveJobFactory, PlanFactory, UnpaidSubmissionFactory

ADMIN = ("/admin/", "/django-admin/")
# What people may do in the admin before they are signed in.
PUBLIC_ADMIN = {
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_confirm",
    "wagtail_2fa_auth",
}
VALUES = {"int": "1", "slug": "a", "str": "a", "uuid": "00000000-0000-4000-8000-000000000000", "token": "a"}


def public_routes() -> list[Route]:
    return [route for route in routes() if not route.path.startswith(ADMIN) or route.name in PUBLIC_ADMIN]


def path_of(route: Route) -> str:
    path = PARAMETER.sub(lambda part: VALUES.get(part["converter"] or "str", "a"), route.path)
    # Patterns that are regular expressions: the shortest address that they match.
    return re.sub(r"\(.*\)", "", path.replace("/^", "/").rstrip("$")).replace("\\", "")


def takes_a_post(client: Client, route: Route) -> bool:
    return client.post(path_of(route)).status_code != 405


def test_every_public_view_that_takes_a_post_declares_a_limit(board, client, sandbox):
    taking = [route for route in public_routes() if takes_a_post(client, route)]
    missing = [route.path for route in taking if limits.declared(route.view, route.name) is None]
    assert len(taking) >= 20
    assert missing == [], "declare boards.limits.limited or unlimited at the view"


def test_whoever_declares_no_limit_says_why(board):
    for route in public_routes():
        found = limits.declared(route.view, route.name)
        assert found is None or found.limits or len(found.why_none) > 20, route.path


def test_the_limits_of_others_are_of_views_that_exist(settings):
    assert set(settings.LIMITS_OF_OTHERS) <= {route.name for route in routes()}


def test_every_declared_limit_is_kept(board, client, settings, sandbox):
    """Whatever the view does: beyond its limit it answers 429, and says when to try again."""
    settings.RATE_LIMIT_FACTOR = 0
    limited = [route for route in public_routes() if has_limits(route)]
    answers = {route.path: client.post(path_of(route), {"title": "Typed"}) for route in limited}
    assert len(answers) >= 20
    # What is not there has no form to show again.
    assert {path for path, answer in answers.items() if answer.status_code != 429} == {
        "/submissions/<token:token>/edit/",
        "/companies/<slug:slug>/verify/",
        "/companies/<slug:slug>/claim/",
        # A link that is dead says so.
        "/company/<token:token>/post/",
        "/company/<token:token>/face/",
        "/listings/<int:page_id>/report/",
    }
    assert all("Retry-After" in answer.headers for answer in answers.values() if answer.status_code == 429)


def has_limits(route: Route) -> bool:
    found = limits.declared(route.view, route.name)
    return found is not None and bool(found.limits)


class TestManagePages:
    @pytest.fixture(autouse=True)
    def _real_limits(self, settings):
        settings.RATE_LIMIT_FACTOR = 1

    @pytest.fixture
    def submission(self, board) -> Submission:
        return UnpaidSubmissionFactory(board=board)

    def test_editing_without_end_is_refused_with_the_form_as_typed(self, client, submission):
        url = reverse("submissions:edit", args=[submission.token])
        codes = [client.post(url, {"title": "Typed"}).status_code for _ in range(21)]
        assert set(codes[:-1]) == {200} and codes[-1] == 429
        answer = client.post(url, {"title": "Typed"})
        assert "Retry-After" in answer.headers
        assert 'value="Typed"' in answer.content.decode()
        assert "That was a lot" in answer.content.decode()

    def test_another_network_does_not_help_against_the_limit_of_a_link(self, client, submission, sandbox):
        url = reverse("submissions:pay", args=[submission.token])
        codes = [client.post(url, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(22)]
        assert 429 not in codes[:20] and codes[20:] == [429, 429]

    def test_plan_switches_are_bounded(self, client, submission):
        url = reverse("submissions:plan", args=[submission.token])
        assert [client.post(url).status_code for _ in range(12)].count(429) == 2

    def test_a_form_without_its_csrf_token_counts_too(self, board, settings):
        program = Client(enforce_csrf_checks=True)
        codes = [program.post("/submissions/find/", {"email": "a@b.example"}).status_code for _ in range(31)]
        assert codes[0] == 403 and codes[-1] == 429


class TestRecipients:
    """Caps per mailbox, however its address is written and wherever the visitor is."""

    SPELLINGS = ("robin@gmail.com", "Robin+a@gmail.com", "r.o.b.i.n@googlemail.com", "ROBIN+x.y@GMAIL.COM")

    @pytest.fixture(autouse=True)
    def _real_limits(self, settings):
        settings.RATE_LIMIT_FACTOR = 1

    def post(self, client: Client, url: str, number: int, **fields: str) -> int:
        address = self.SPELLINGS[number % len(self.SPELLINGS)]
        data = {"email": address} | fields
        return client.post(url, data, REMOTE_ADDR=f"203.0.113.{number}").status_code

    def test_links(self, client, board):
        codes = [self.post(client, "/submissions/find/", number) for number in range(12)]
        assert codes.count(303) == 5 and codes.count(429) == 7
        assert LinksRequest.objects.count() == 5

    def test_alerts(self, client, board):
        for number in range(12):
            assert self.post(client, f"/alerts/?q=a{number}", number, frequency="daily") == 303
        assert Notice.objects.filter(kind="alert_confirm").count() == 5

    def test_verification(self, client, board):
        company = CompanyFactory(site=board.site, website="https://wagonworks.example")
        LiveJobFactory(board=board, company=company)
        url = reverse("jobs:company_verify", args=[company.slug])
        codes = [
            client.post(
                url, {"email": f"robin+{number}@wagonworks.example"}, REMOTE_ADDR=f"203.0.113.{number}"
            ).status_code
            for number in range(8)
        ]
        assert codes.count(429) == 3

    def test_receipts_of_reports(self, client, board):
        page = LiveJobFactory(board=board)
        url = reverse("jobs:listing_report", args=[page.pk])
        codes = [self.post(client, url, number, reason="spam", text="Typed") for number in range(8)]
        assert codes.count(429) == 3
        answer = client.post(url, {"email": self.SPELLINGS[0], "reason": "spam", "text": "Typed"})
        assert "Typed" in answer.content.decode(), "nothing typed is lost"

    def test_links_of_new_listings(self, client, board):
        plan = PlanFactory(site=board.site)
        answers = []
        for number in range(22):
            fields = typed(plan, title=f"Typed {number}", contact_email=f"robin+{number}@larkspur.example")
            answers.append(client.post("/post-a-job/", fields, REMOTE_ADDR=f"203.0.113.{number}"))
        assert [answer.status_code for answer in answers[:20]] == [303] * 20
        assert answers[-1].status_code == 429
        assert 'value="Typed 21"' in answers[-1].content.decode()
        assert Submission.objects.count() == 20

    def test_new_passwords(self, client, board):
        url = reverse("wagtailadmin_password_reset")
        codes = [self.post(client, url, number) for number in range(12)]
        assert codes.count(302) == 3 and codes.count(429) == 9


def test_a_page_with_a_message_is_kept_nowhere(board, client):
    """And no message says an address: it is shown on whatever page is opened next."""
    company = CompanyFactory(site=board.site, website="https://wagonworks.example")
    LiveJobFactory(board=board, company=company)
    url = reverse("jobs:company_verify", args=[company.slug])
    answer = client.post(url, {"email": "secret.person@wagonworks.example"})
    page = client.get(answer.headers["Location"])
    assert [str(message) for message in get_messages(page.wsgi_request)]
    assert "secret.person" not in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in client.get(answer.headers["Location"]).headers.get("Cache-Control", "")

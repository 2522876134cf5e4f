"""The employer's page and what can be done from it, with the token alone."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import LinksRequest, Submission
from jobs.submissions.services import links, mails
from jobs.submissions.services.links import send_asked
from jobs.submissions.views.returning import path_back
from payments import gateway
from payments.models import Payment
from tests.factories import (
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    page_of,
    payment_of,
)

PAGES = ["manage", "preview", "edit", "plan"]
POSTS = ["pay", "reopen"]


@pytest.fixture
def submission(board) -> Submission:
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def live(board, sandbox) -> Submission:
    return PaidSubmissionFactory(board=board)


def at(submission: Submission, name: str, *args: str) -> str:
    if name in ("paid", "unpaid"):
        return path_back(payment_of(submission), name)
    token = submission.preview_token if name == "preview" else submission.token
    return reverse(f"submissions:{name}", args=[token, *args])


def told(client: Client, response) -> str:
    """The messages on the page that the answer leads to."""
    assert response.status_code == 303
    return " ".join(str(message) for message in client.get(response.headers["Location"]).context["messages"])


# --- Who may see it, and where it may be kept


@pytest.mark.parametrize("name", PAGES)
def test_pages_behind_a_token_are_kept_nowhere(client, submission, name):
    response = client.get(at(submission, name))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("name", [*PAGES, "paid", "unpaid", "close"])
@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "%01", "'", "🙂"])
def test_an_unknown_token_opens_nothing(client, board, name, token):
    url = reverse(f"submissions:{name}", args=["TOKEN"]).replace("TOKEN", token)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_what_changes_something_takes_a_post(client, submission, name):
    assert client.get(at(submission, name)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(at(submission, name)).status_code == 403


@pytest.mark.parametrize("name", ["manage", "preview", "paid", "unpaid"])
def test_pages_to_read_take_no_post(client, submission, name):
    assert client.post(at(submission, name)).status_code == 405


def test_a_submission_belongs_to_its_own_board(client, submission, second_board):
    there = {"headers": {"host": second_board.host}}
    response = client.get(at(submission, "manage") + "?a=b", **there)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{submission.manage_url}?a=b"
    assert client.post(at(submission, "pay"), **there).status_code == 404


# --- What it looks like


def test_the_page_shows_the_newest_revision_and_frames_its_preview(client, submission):
    page = page_of(submission)
    page.title = "A newer title"
    page.save_revision(clean=False)
    html = client.get(at(submission, "manage")).content.decode()
    assert "A newer title" in html
    assert at(submission, "preview") in html
    preview = client.get(at(submission, "preview"))
    assert preview.status_code == 200
    assert "A newer title" in preview.content.decode()
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_closed_listing_can_still_be_looked_at(client, live):
    page_of(live).unpublish()
    assert client.get(at(live, "preview")).status_code == 200


# --- Paying


def test_paying_leads_to_stripe_and_twice_to_the_same_page(client, submission, sandbox):
    first, second = (client.post(at(submission, "pay")) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert submission.token not in first.headers["Location"]
    attempt = payment_of(submission).attempts.get()
    assert attempt.params["success_url"] == submission.site_root + at(submission, "paid")
    assert attempt.params["cancel_url"] == submission.site_root + at(submission, "unpaid")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (gateway.GatewayUnavailable, "please try again in a while"),
        (gateway.GatewayRefused, "please write to us"),
    ],
)
def test_a_payment_service_that_fails_is_told_plainly(client, submission, sandbox, monkeypatch, error, words):
    def fail(*args: object, **kwargs: object) -> None:
        raise error("sk_test_secret: connection reset")

    monkeypatch.setattr(gateway, "create_session", fail)
    message = told(client, client.post(at(submission, "pay")))
    assert words in message and "sk_test" not in message
    assert payment_of(submission).status == Payment.Status.OPEN


def test_what_is_paid_cannot_be_paid_again(client, live):
    assert "nothing left to pay" in told(client, client.post(at(live, "pay")))


def test_coming_back_after_paying_settles_and_publishes(client, submission, pay):
    client.post(at(submission, "pay"))
    pay(submission)
    assert "Payment received" in told(client, client.get(at(submission, "paid")))
    assert page_of(submission).live
    assert "Payment received" in told(client, client.get(at(submission, "paid")))


def test_coming_back_without_having_paid_settles_nothing(client, submission, sandbox):
    client.post(at(submission, "pay"))
    assert "not heard" in told(client, client.get(at(submission, "paid") + "?session_id=cs_test_x"))
    assert payment_of(submission).status == Payment.Status.OPEN


def test_coming_back_while_stripe_is_silent_is_no_accident(client, submission, pay, monkeypatch):
    client.post(at(submission, "pay"))
    pay(submission)

    def fail(*args: object, **kwargs: object) -> None:
        raise gateway.GatewayUnavailable("timed out")

    monkeypatch.setattr(gateway, "retrieve_session", fail)
    assert "not heard" in told(client, client.get(at(submission, "paid")))


def test_coming_back_with_another_browser_leads_to_nobodys_page(client, submission, pay):
    """Whoever pays, or reads the payment page's address, need not be whoever manages the listing."""
    client.post(at(submission, "pay"))
    pay(submission)
    for name in ("paid", "unpaid"):
        response = Client().get(at(submission, name))
        page = response.content.decode()
        assert response.status_code == 200
        assert submission.token.rpartition(".")[2] not in page + str(response.headers)
        assert submission.contact_email not in page
        assert response.headers["Cache-Control"] == "private, no-store"
    assert "Payment received" in Client().get(at(submission, "paid")).content.decode()
    assert page_of(submission).live


def test_coming_back_from_a_payment_page_left_unpaid(client, submission, sandbox):
    client.post(at(submission, "pay"))
    response = client.get(at(submission, "unpaid"))
    assert (response.status_code, response.headers["Location"]) == (303, submission.get_absolute_url())
    assert "You have not paid" in Client().get(at(submission, "unpaid")).content.decode()


def test_the_cookie_of_one_listing_leads_to_no_other(client, board, submission, sandbox):
    other = UnpaidSubmissionFactory(board=board)
    client.post(at(submission, "pay"))
    assert client.get(at(other, "unpaid")).status_code == 200
    client.cookies[f"returning-{other.pk}"] = client.cookies[f"returning-{submission.pk}"].value
    assert client.get(at(other, "unpaid")).status_code == 200


def test_the_cookie_ends_with_the_link_and_after_two_days(client, submission, sandbox):
    client.post(at(submission, "pay"))
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert client.get(at(submission, "unpaid")).status_code == 200
    assert client.get(at(submission, "unpaid")).status_code == 303
    links.change(submission=submission)
    assert client.get(at(submission, "unpaid")).status_code == 200


def test_reloading_the_page_after_paying_does_not_ask_stripe_for_ever(
    client, submission, sandbox, monkeypatch
):
    asked = []
    retrieve = gateway.retrieve_session
    monkeypatch.setattr(gateway, "retrieve_session", lambda name: asked.append(name) or retrieve(name))
    client.post(at(submission, "pay"))
    for _ in range(40):
        assert client.get(at(submission, "paid")).status_code == 303
    assert len(asked) == 30


def test_a_draft_that_is_gone_can_still_be_come_back_to(client, submission, sandbox):
    paid = at(submission, "paid")
    client.post(at(submission, "pay"))
    page_of(submission).delete()
    assert client.get(paid).status_code == 200


# --- The link


def test_the_link_is_changed_by_its_owner_and_only_emailed(client, submission, mailbox):
    page = client.get(at(submission, "change_link"))
    assert submission.contact_email in page.content.decode()
    old = submission.get_absolute_url()
    answer = client.post(at(submission, "change_link"))
    submission.refresh_from_db()
    assert submission.get_absolute_url() != old
    assert client.get(old).status_code == 404
    # Whoever has the old link may be the one it is taken from.
    assert answer.headers["Location"] == "/submissions/find/"
    assert submission.token not in told(client, answer) + str(answer.headers)
    assert submission.manage_url in mailbox.one("link_changed").message
    assert mailbox.one("link_changed").to == [submission.contact_email]


def test_the_manage_page_offers_the_preview_to_share_and_another_link(client, submission):
    html = client.get(at(submission, "manage")).content.decode()
    assert f'data-copy="{submission.preview_url}?version=newest"' in html
    assert at(submission, "change_link") in html


# --- Another plan


def test_the_plan_can_be_changed_until_it_is_paid(client, submission, sandbox):
    bigger = PlanFactory(site=payment_of(submission).site, name="Bigger", amount=25_000)
    client.post(at(submission, "pay"))
    message = told(client, client.post(at(submission, "plan"), {"plan": bigger.pk}))
    assert "Bigger" in message
    assert payment_of(submission).amount == 25_000
    assert payment_of(submission).status == Payment.Status.OPEN


def test_a_plan_withdrawn_meanwhile_is_told_beside_the_plans(client, submission):
    gone = PlanFactory(site=payment_of(submission).site, active=False)
    for value in (str(gone.pk), "", "x"):
        response = client.post(at(submission, "plan"), {"plan": value})
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["plan"]


def test_a_paid_plan_stays(client, live):
    other = PlanFactory(site=payment_of(live).site)
    assert "no longer possible" in told(client, client.get(at(live, "plan")))
    posted = client.post(at(live, "plan"), {"plan": other.pk})
    assert "no longer possible" in told(client, posted)


# --- Closing and reopening


def test_closing_asks_why_and_can_be_taken_back(client, live):
    assert client.get(at(live, "close")).status_code == 200
    assert page_of(live).live
    unanswered = client.post(at(live, "close"))
    assert unanswered.status_code == 200 and list(unanswered.context["form"].errors) == ["reason"]
    assert "closed" in told(client, client.post(at(live, "close"), {"reason": "filled_here"}))
    assert not page_of(live).live
    assert client.get(page_of(live).url).status_code == 410
    assert "on the board again" in told(client, client.post(at(live, "reopen")))
    assert client.get(page_of(live).url).status_code == 200


def test_what_is_not_up_cannot_be_closed(client, submission):
    assert "no longer possible" in told(client, client.get(at(submission, "close")))
    posted = client.post(at(submission, "close"), {"reason": "withdrawn"})
    assert "no longer possible" in told(client, posted)


def test_time_that_is_up_cannot_be_reopened(client, live):
    client.post(at(live, "close"), {"reason": "filled_here"})
    JobPage.objects.filter(pk=live.page_id).update(expire_at=timezone.now())
    assert "no longer possible" in told(client, client.post(at(live, "reopen")))
    assert not page_of(live).live


# --- Listings that cost nothing


def test_a_free_listing_is_published_from_the_mailed_link_by_a_press_alone(client, board):
    free = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    link = at(free, "confirm", mails.sign_free_link(free))
    assert client.get(link).status_code == 200
    assert not page_of(free).live
    assert client.post(link).status_code == 303
    assert page_of(free).live
    assert client.get(link).status_code == 303


def test_the_token_alone_does_not_publish_a_free_listing(client, board):
    free = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    assert client.post(at(free, "confirm", "x" * 43)).status_code == 404
    assert client.post(at(free, "pay")).status_code == 303
    assert not page_of(free).live


def test_the_free_link_publishes_nothing_that_is_owed(client, submission):
    assert client.post(at(submission, "confirm", mails.sign_free_link(submission))).status_code == 303
    assert not page_of(submission).live


# --- Finding the links again


class TestFindLinks:
    url = "/submissions/find/"

    def test_the_answer_is_the_same_whoever_asks(self, client, submission, mailbox):
        known = told(client, client.post(self.url, {"email": submission.contact_email.upper()}))
        unknown = told(client, client.post(self.url, {"email": "nobody@a.example"}))
        assert known == unknown != ""
        assert send_asked() == 1
        assert mailbox.kinds("nobody@a.example") == []
        assert submission.manage_url in mailbox.one("links").message

    def test_the_work_is_the_same_whoever_asks(self, client, board):
        """What the answer's time tells is how much was done."""
        for _ in range(30):
            UnpaidSubmissionFactory(board=board, contact_email="many@a.example")
        UnpaidSubmissionFactory(board=board, contact_email="one@a.example")
        client.post(self.url, {"email": "first@a.example"})
        done, answers = set(), set()
        for name in ("nobody", "one", "many"):
            with CaptureQueriesContext(connection) as queries:
                response = client.post(self.url, {"email": f"{name}@a.example"})
            done.add(tuple(query["sql"].split(" VALUES")[0] for query in queries))
            answers.add((response.status_code, response.content, response.headers["Location"]))
        assert len(done) == len(answers) == 1
        assert send_asked() == 2

    def test_the_page_is_kept_nowhere(self, client, board):
        for response in (client.get(self.url), client.post(self.url, {"email": "x"})):
            assert response.headers["Cache-Control"] == "private, no-store"

    def test_a_request_is_answered_once(self, client, submission, mailbox):
        client.post(self.url, {"email": submission.contact_email})
        assert [send_asked(), send_asked()] == [1, 0]
        assert not LinksRequest.objects.exists()
        assert mailbox.kinds(submission.contact_email).count("links") == 1

    def test_another_boards_listings_are_not_told(self, client, submission, second_board, mailbox):
        client.post(self.url, {"email": submission.contact_email}, headers={"host": second_board.host})
        assert send_asked() == 0
        assert "links" not in mailbox.kinds()

    @pytest.mark.parametrize("email", ["", "x", "a@b c.example", "x" * 10_000 + "@a.example"])
    def test_what_is_no_address_is_told_beside_the_field(self, client, board, email):
        response = client.post(self.url, {"email": email})
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["email"]

    def test_asking_is_limited_and_the_address_stays(self, client, submission, settings, mailbox):
        settings.FIND_LINKS_RATE = "1/hour"
        client.post(self.url, {"email": submission.contact_email})
        response = client.post(self.url, {"email": submission.contact_email})
        send_asked()
        assert response.status_code == 429
        assert submission.contact_email in response.content.decode()
        assert mailbox.kinds(submission.contact_email).count("links") == 1

    def test_a_program_gets_the_same_answer_and_no_mail(self, client, submission, mailbox):
        response = client.post(self.url, {"email": submission.contact_email, "website": "x"})
        assert response.status_code == 303
        assert send_asked() == 0
        assert "links" not in mailbox.kinds()

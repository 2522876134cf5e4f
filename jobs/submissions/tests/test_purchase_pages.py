"""The pages on which a listing is renewed and upgraded, where paying for it leads back to, and its receipts."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import manage
from jobs.submissions.services.purchases import buy
from jobs.submissions.services.submission import update
from jobs.submissions.views.returning import path_back
from payments.models import Payment, Problem
from payments.services.refunds import refund
from payments.services.settlement import confirm
from tests.factories import (
    FeaturedPlanFactory,
    FreePlanFactory,
    PaidSubmissionFactory,
    PlanFactory,
    UnpaidSubmissionFactory,
    listing_data,
    open_checkout,
    page_of,
    payment_of,
)

RENEWAL, UPGRADE = Payment.Purpose.RENEWAL, Payment.Purpose.UPGRADE
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def plan(board):
    return PlanFactory(site=board.site, name="Standard")


@pytest.fixture
def featured(board):
    return FeaturedPlanFactory(site=board.site, name="Featured")


@pytest.fixture
def submission(board, plan, sandbox):
    return PaidSubmissionFactory(board=board, plan=plan)


def at(submission, name="manage"):
    return reverse(f"submissions:{name}", args=[submission.token])


def shown(response):
    return BeautifulSoup(response.content, "html.parser")


def told(client, response):
    """The messages on the page that the answer leads to."""
    assert response.status_code == 303
    return " ".join(str(message) for message in client.get(response.headers["Location"]).context["messages"])


def session_of(payment):
    return payment.attempts.get(status="open").session_id


# --- The way through


def test_renewal_from_the_page_to_stripe_and_back(submission, plan, client, sandbox):
    before = page_of(submission).expire_at
    page = shown(client.get(at(submission, "renew")))
    assert "€99" in page.select_one(".plan-cards").get_text()
    assert page.select_one("input[name=plan][checked]")["value"] == str(plan.pk)

    answer = client.post(at(submission, "renew"), {"plan": plan.pk})
    assert answer.status_code == 303
    payment = Payment.objects.get(purpose=RENEWAL)
    session = sandbox.session(session_of(payment))
    assert answer.headers["Location"] == session["url"]
    sandbox.pay(session["id"])

    assert "Payment received" in told(client, client.get(session["success_url"]))
    assert page_of(submission).expire_at == before + 30 * DAY


def test_upgrade_from_the_page_to_stripe_and_back(submission, featured, client, sandbox):
    page = shown(client.get(at(submission, "upgrade")))
    assert "€100" in page.select_one(".plan-cards").get_text()
    client.post(at(submission, "upgrade"), {"plan": featured.pk})
    session = sandbox.session(session_of(Payment.objects.get(purpose=UPGRADE)))
    sandbox.pay(session["id"])
    client.get(session["success_url"])
    assert page_of(submission).featured


def test_double_click_leads_to_the_same_page(submission, plan, client):
    first, second = (client.post(at(submission, "renew"), {"plan": plan.pk}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Payment.objects.filter(purpose=RENEWAL).count() == 1


def test_another_choice_closes_the_page_of_the_first(submission, plan, featured, client, sandbox):
    client.post(at(submission, "renew"), {"plan": plan.pk})
    first = session_of(Payment.objects.get(purpose=RENEWAL))
    answer = client.post(at(submission, "renew"), {"plan": featured.pk})
    assert answer.status_code == 303
    assert sandbox.session(first)["status"] == "expired"
    statuses = Payment.objects.filter(purpose=RENEWAL).values_list("amount", "status")
    assert set(statuses) == {(9900, "cancelled"), (19900, "open")}


def test_another_choice_after_the_first_was_paid(submission, plan, featured, client, sandbox):
    """Paid in one window, and chosen anew in another that knows nothing of it."""
    before = page_of(submission).expire_at
    client.post(at(submission, "renew"), {"plan": plan.pk})
    sandbox.pay(session_of(Payment.objects.get(purpose=RENEWAL)))
    answer = client.post(at(submission, "renew"), {"plan": featured.pk})
    assert "Payment received" in told(client, answer)
    assert page_of(submission).expire_at == before + 30 * DAY
    assert Payment.objects.filter(purpose=RENEWAL).count() == 1


def test_another_choice_while_stripe_is_silent(submission, plan, featured, client, sandbox):
    client.post(at(submission, "renew"), {"plan": plan.pk})
    sandbox.faults.set("server_error", times=None)
    answer = client.post(at(submission, "renew"), {"plan": featured.pk})
    assert "does not answer" in told(client, answer)
    assert Payment.objects.get(purpose=RENEWAL).status == "open"


def test_stripe_out_of_reach(submission, plan, client, sandbox):
    sandbox.faults.set("server_error", times=3)
    answer = client.post(at(submission, "renew"), {"plan": plan.pk})
    assert "does not answer" in told(client, answer)
    assert client.post(at(submission, "renew"), {"plan": plan.pk}).status_code == 303
    assert Payment.objects.get(purpose=RENEWAL).attempts.count() == 1


@pytest.mark.parametrize("choice", ["", "0", "x", "free", "elsewhere"])
def test_what_is_not_offered_cannot_be_chosen(submission, client, second_board, choice):
    plans = {
        "free": lambda: FreePlanFactory(site=submission.page.get_site()).pk,
        "elsewhere": lambda: PlanFactory(site=second_board.site).pk,
    }
    value = plans[choice]() if choice in plans else choice
    answer = client.post(at(submission, "renew"), {"plan": value})
    assert answer.status_code == 200
    assert shown(answer).select_one(".error")
    assert not Payment.objects.filter(purpose=RENEWAL).exists()


@pytest.mark.parametrize("name", ["renew", "upgrade"])
def test_nothing_to_buy_for_a_draft(board, client, featured, name):
    unpaid = UnpaidSubmissionFactory(board=board)
    assert "no longer possible" in told(client, client.get(at(unpaid, name)))
    assert "no longer possible" in told(client, client.post(at(unpaid, name), {"plan": featured.pk}))
    assert not Payment.objects.filter(purpose__in=(RENEWAL, UPGRADE)).exists()


@pytest.mark.parametrize("name", ["renew", "upgrade", "receipts"])
def test_pages_are_as_secret_as_the_token(submission, featured, client, name):
    response = client.get(at(submission, name))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert client.get(at(submission, name).replace(submission.token, "x" * 43)).status_code == 404
    assert Client(enforce_csrf_checks=True).post(at(submission, name)).status_code in (403, 405)


# --- Coming back


def test_coming_back_confirms_the_payment_that_was_made(submission, plan, client, sandbox):
    before = page_of(submission).expire_at
    payment = buy(submission=submission, plan=plan, purpose=RENEWAL).payment
    sandbox.pay(open_checkout(payment))
    client.get(path_back(payment_of(submission), "paid"))
    assert page_of(submission).expire_at == before, "it is the posting that is asked about"
    client.get(path_back(payment, "paid"))
    assert page_of(submission).expire_at == before + 30 * DAY


def test_coming_back_without_having_paid(submission, plan, client):
    before = page_of(submission).expire_at
    client.post(at(submission, "renew"), {"plan": plan.pk})
    payment = Payment.objects.get(purpose=RENEWAL)
    assert "not heard of your payment" in told(client, client.get(path_back(payment, "paid")))
    assert page_of(submission).expire_at == before


@pytest.mark.parametrize("ticket", ["x", "1", "1.0", "00000000-0000-4000-8000-000000000000", "🙂", "\x01"])
def test_a_ticket_that_nobody_signed_opens_nothing(submission, client, ticket):
    assert client.get(reverse("submissions:paid", args=[ticket])).status_code == 404
    assert client.get(reverse("submissions:paid", args=[submission.token])).status_code == 404


# --- The employer's page


def filled(page):
    return [found.get_text(strip=True) for found in page.select(".manage .button")]


def quiet(page):
    return {found.get_text(strip=True) for found in page.select(".manage .button-quiet")}


def test_live(submission, featured, client):
    page = shown(client.get(at(submission)))
    assert filled(page) == ["See it on the board"]
    assert {"Renew", "Upgrade", "Edit", "Close"} <= quiet(page)


def test_ends_soon(submission, client):
    JobPage.objects.update(expire_at=timezone.now() + 3 * DAY)
    page = shown(client.get(at(submission)))
    assert filled(page) == ["Renew"]
    assert "Renew" not in quiet(page)


def test_ended(submission, client):
    page_of(submission).unpublish(set_expired=True)
    JobPage.objects.update(expire_at=timezone.now() - DAY)
    page = shown(client.get(at(submission)))
    assert filled(page) == ["Renew"]
    assert "Upgrade" not in quiet(page)


def test_closed_with_days_left(submission, client):
    manage.close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    page = shown(client.get(at(submission)))
    assert filled(page) == ["Reopen the listing"]
    assert "Renew" in quiet(page)


def test_closed_and_its_time_is_up(submission, client):
    manage.close(submission=submission, reason=Submission.CloseReason.FILLED_HERE)
    JobPage.objects.update(expire_at=timezone.now() - DAY)
    assert filled(shown(client.get(at(submission)))) == ["Renew"]


def test_refunded(submission, client):
    refund(payment=payment_of(submission), amount=9900, reason="A mistake.", user=None)
    page = shown(client.get(at(submission)))
    assert page.h1.get_text() == "Your payment was refunded"
    assert filled(page) == []
    assert quiet(page) == {"Post again"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Problem.Kind.AMOUNT_MISMATCH, "Your payment has arrived"),
        (Problem.Kind.PAID_AFTER_CANCEL, "Your payment has arrived"),
        (Problem.Kind.PUBLISH_FAILED, "Your payment has arrived"),
        (Problem.Kind.REFUND_FAILED, "Your refund did not arrive"),
        (Problem.Kind.DISPUTED, "Your bank has questioned the payment"),
    ],
)
def test_a_person_looks_into_it(board, client, kind, words):
    unpaid = UnpaidSubmissionFactory(board=board)
    Problem.objects.create(payment=payment_of(unpaid), kind=kind, detail="internal words")
    response = client.get(at(unpaid))
    page = shown(response)
    assert page.h1.get_text().startswith(words)
    assert filled(page) == [], "nobody is asked to pay once more"
    assert "internal words" not in response.content.decode()


# --- Receipts


def test_receipts(submission, plan, client, sandbox):
    payment = buy(submission=submission, plan=plan, purpose=RENEWAL).payment
    sandbox.pay(open_checkout(payment))
    client.get(path_back(payment, "paid"))
    refund(payment=Payment.objects.get(pk=payment.pk), amount=4000, reason="Internal.", user=None)
    buy(submission=Submission.objects.get(pk=submission.pk), plan=plan, purpose=RENEWAL)

    assert shown(client.get(at(submission))).select_one(f'a[href="{at(submission, "receipts")}"]')
    page = shown(client.get(at(submission, "receipts")))
    entries = [entry.get_text(" ", strip=True) for entry in page.select("main li")]
    assert len(entries) == 2, "what was not paid has no receipt"
    assert "Renewal: Standard, 30 days €99 paid" in entries[0]
    assert "€40 refunded" in entries[0]
    assert "Internal." not in entries[0]
    assert "refunded" not in entries[1]


def test_no_receipts_for_a_draft(board, client):
    unpaid = UnpaidSubmissionFactory(board=board)
    assert at(unpaid, "receipts") not in client.get(at(unpaid)).content.decode()
    answer = client.get(at(unpaid, "receipts"))
    assert "Nothing has been charged" in answer.content.decode()


# --- What was bought, then and now


def bought(submission, plan, purpose, sandbox):
    payment = buy(submission=Submission.objects.get(pk=submission.pk), plan=plan, purpose=purpose).payment
    sandbox.pay(open_checkout(payment))
    return confirm(payment=payment)


def plan_shown(client, submission):
    return shown(client.get(at(submission))).select_one(".manage-plan").get_text()


def test_the_manage_page_names_what_was_bought_last(submission, featured, client, sandbox):
    assert "Standard" in plan_shown(client, submission)
    payment = bought(submission, featured, UPGRADE, sandbox)
    assert "Featured" in plan_shown(client, submission) and "Standard" not in plan_shown(client, submission)
    refund(payment=payment, amount=payment.amount, reason="A test.", user=None)
    assert "Standard" in plan_shown(client, submission)


def test_receipts_keep_what_was_bought_under_the_title_of_today(board, plan, featured, client, sandbox):
    submission = UnpaidSubmissionFactory(board=board, plan=plan, title="Typed first")
    update(submission=submission, data=listing_data(title="When it was paid for"))
    sandbox.pay(open_checkout(payment_of(submission)))
    confirm(payment=payment_of(submission))
    update(submission=submission, data=listing_data(title="A later title"))
    bought(submission, featured, UPGRADE, sandbox)
    newest, oldest = (
        each.get_text() for each in shown(client.get(at(submission, "receipts"))).select(".receipts li")
    )
    assert "Standard, 30 days" in oldest and "A later title" in oldest
    assert "Upgrade to Featured" in newest and "A later title" in newest

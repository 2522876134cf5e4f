"""An employer withdraws an unpaid draft: it is gone, nothing can be paid for it, and nothing paid is ever lost."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from jobs.listings.models import Company, JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.unpaid_drafts import delete_unpaid
from payments.gateway import GatewayUnavailable
from payments.models import CheckoutAttempt, Payment
from tests.factories import (
    PaidSubmissionFactory,
    UnpaidSubmissionFactory,
    make_board,
    open_checkout,
    payment_of,
)


def withdraw(client, submission):
    host = urlsplit(submission.manage_url).netloc
    return client.post(f"{submission.manage_url}withdraw/", follow=True, headers={"host": host})


def test_the_draft_goes_with_what_it_brought(board, sandbox, client):
    submission = UnpaidSubmissionFactory(board=board, company_name="Only Here")
    payment = payment_of(submission)
    assert f"{submission.manage_url}withdraw/" in client.get(submission.manage_url).content.decode().replace(
        "/submissions/", "http://testserver/submissions/"
    )
    asked = client.get(f"{submission.manage_url}withdraw/").content.decode()
    assert "cannot be undone" in asked
    assert JobPage.objects.filter(pk=submission.page_id).exists(), "a GET changes nothing"
    answer = withdraw(client, submission)
    assert "withdrawn and deleted" in answer.content.decode()
    assert not JobPage.objects.filter(pk=submission.page_id).exists()
    assert not Submission.objects.filter(pk=submission.pk).exists()
    assert not Company.objects.filter(name="Only Here").exists()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CANCELLED
    entry = PageLogEntry.objects.get(page_id=submission.page_id, action="submissions.withdraw")
    assert "…@" in entry.message
    assert client.get(submission.manage_url).status_code == 404


def test_its_payment_page_is_closed_first(board, sandbox, client):
    submission = UnpaidSubmissionFactory(board=board)
    open_checkout(payment_of(submission))
    withdraw(client, submission)
    assert not CheckoutAttempt.objects.unfinished().exists()
    assert not JobPage.objects.filter(pk=submission.page_id).exists()


def test_while_stripe_is_silent_nothing_is_deleted(board, sandbox, client, monkeypatch):
    submission = UnpaidSubmissionFactory(board=board)
    open_checkout(payment_of(submission))

    def silent(**_anything):
        raise GatewayUnavailable("no answer")

    monkeypatch.setattr("jobs.submissions.services.unpaid_drafts.close_checkout", silent)
    answer = withdraw(client, submission)
    assert JobPage.objects.filter(pk=submission.page_id).exists()
    assert answer.redirect_chain[-1][0] == reverse("submissions:manage", args=[submission.token])
    assert "messages" in answer.content.decode()


@pytest.mark.parametrize("review", ["before", "after"])
def test_also_while_it_is_reviewed(db, sandbox, client, review):
    board = make_board(hostname="reviewed.localhost", name="Reviewed", review=review, default=False)
    submission = UnpaidSubmissionFactory(board=board)
    withdraw(client, submission)
    assert not JobPage.objects.filter(pk=submission.page_id).exists()


def test_what_is_paid_cannot_be_withdrawn(board, sandbox, client):
    submission = PaidSubmissionFactory(board=board)
    assert "withdraw/" not in client.get(submission.manage_url).content.decode()
    withdraw(client, submission)
    assert delete_unpaid(submission, is_withdrawn=True) is False
    assert JobPage.objects.get(pk=submission.page_id).live

"""The links in copies of emails are hidden after a week, whatever kind of email it is."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import get_connection, send_mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from jobs.alerts import mails as alert_mails
from jobs.alerts.models import Alert
from jobs.submissions.services import mails
from jobs.submissions.services.links import change
from tests.factories import FreePlanFactory, UnpaidSubmissionFactory

WEEK = timedelta(days=7)


@pytest.fixture
def tokens(board, client) -> list[str]:
    """Emails with every kind of link; returns what must not be read in them."""
    free = UnpaidSubmissionFactory(board=board, plan=FreePlanFactory(site=board.site))
    first = [free.token, mails.sign_free_link(free)]
    change(submission=free)
    client.post("/alerts/?q=linux", {"email": "reader@reader.example", "frequency": "daily"})
    alert = Alert.objects.get()
    alert_mails.new_listings(alert=alert, run_at=timezone.now(), listings=[], total=0)
    reset = reverse("wagtailadmin_password_reset_confirm", args=["MQ", "cabcde-" + "0123456789abcdef" * 2])
    # As Django itself sends it; tests have another backend by default.
    queue = get_connection("post_office.EmailBackend")
    send_mail("Password", f"http://testserver{reset}", "a@a.example", ["editor@a.example"], connection=queue)
    free.refresh_from_db()
    return [*first, free.token, alert.token, "0123456789abcdef"]


def texts() -> str:
    rows = Email.objects.values_list("subject", "message", "html_message", "headers", "context")
    return str(list(rows))


def run_after(days: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        call_command("mask_mail")


def test_links_are_hidden_after_a_week(tokens):
    Email.objects.update(status=STATUS.sent)
    assert [token for token in tokens if token not in texts()] == []
    run_after(6)
    assert [token for token in tokens if token not in texts()] == []
    run_after(8)
    assert [token for token in tokens if token in texts()] == []
    assert "/submissions/***/" in texts() and "List-Unsubscribe" in texts()
    assert "Keep this email" in texts(), "the rest of it is kept"


def test_an_email_that_may_still_be_sent_keeps_its_link(tokens):
    Email.objects.update(status=STATUS.requeued)
    run_after(30)
    assert [token for token in tokens if token not in texts()] == []


def test_an_email_is_read_once(tokens, django_assert_max_num_queries):
    Email.objects.update(status=STATUS.sent)
    run_after(8)
    with django_assert_max_num_queries(12):
        run_after(9)

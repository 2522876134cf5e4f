"""What never stands in a log, at the most talkative level that can be set: secrets, cards, payloads, manage links."""

import io
import logging

import pytest
from django.conf import settings as project
from django.urls import reverse

from log_masks import MaskTokens
from payments.models import Payment
from settings.rooms import ROOMS
from stripe_sandbox import cards
from tests.architecture.happenings import EMPLOYER, Stage, everything_happens
from tests.factories import UnpaidSubmissionFactory

LOGGERS = ["", "django", *ROOMS]


@pytest.fixture
def log():
    """Everything logged, formatted and masked as the site's own handler does it, with LOG_LEVEL=DEBUG."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter(project.LOGGING["formatters"]["line"]["format"], style="{"))
    handler.addFilter(MaskTokens())
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def talkative_library():
    """Stripe's own library at its most talkative, which the site's settings do not allow."""
    library = logging.getLogger("stripe")
    level = library.level
    library.setLevel(logging.DEBUG)
    yield
    library.setLevel(level)


@pytest.fixture
def stage(board, client, sandbox, deliver_webhooks):
    return Stage(board, client, sandbox, deliver_webhooks)


def secrets():
    return [project.STRIPE_SECRET_KEY, *project.STRIPE_WEBHOOK_SECRETS, project.SECRET_KEY]


def test_nothing_secret_and_nothing_personal(stage, log):
    submission = everything_happens(stage)
    text = log.getvalue()
    assert "level=WARNING logger=payments.gateway" in text, "it did log"
    assert "level=ERROR logger=payments.services.events" in text
    for secret in (*secrets(), cards.PAYS, cards.DECLINES, submission.token):
        assert secret not in text
    for personal in (EMPLOYER, "payer@example.com", submission.contact_name):
        assert personal not in text
    for payload in ('"object"', "'object'", "payment_method_details", "Idempotency-Key", "v1=00"):
        assert payload not in text


def test_what_stripe_says_of_a_refused_request_stays_out(stage, log):
    """Its words repeat what was wrong with the request."""
    submission = UnpaidSubmissionFactory(board=stage.board)
    address = "robin@no where.example"
    Payment.objects.update(payer_email=address)
    stage.client.post(reverse("submissions:pay", args=[submission.token]))
    text = log.getvalue()
    assert "Stripe refused creating a session: email_invalid customer_email" in text
    assert "No payment page for submission" in text
    assert address not in text


def test_no_secret_even_of_a_talkative_library(stage, log, talkative_library):
    everything_happens(stage)
    text = log.getvalue()
    assert "Request to Stripe api" in text
    for secret in (*secrets(), cards.PAYS, cards.DECLINES):
        assert secret not in text


def test_the_library_is_kept_quiet_whatever_the_level():
    """At DEBUG it logs what is sent and what is answered, manage links and email addresses included."""
    assert project.LOGGING["loggers"]["stripe"]["level"] == "WARNING"

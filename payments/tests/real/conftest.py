"""The same scenarios at two doors: the sandbox always, and a Stripe test account when STRIPE_TEST_KEY is set."""

import os
from dataclasses import dataclass

import pytest
import stripe

from payments import metadata
from payments.models import CheckoutAttempt
from payments.services import checkout
from payments.tests.real import scenario
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, payment_of


@dataclass(frozen=True)
class Charged:
    """A payment of 99 euros that was made."""

    payment_intent: str
    metadata: dict[str, str]


@pytest.fixture(params=["sandbox", pytest.param("account", marks=pytest.mark.stripe_account)])
def door(request, settings):
    if request.param == "sandbox":
        request.getfixturevalue("sandbox")
        return request.param
    key = os.environ["STRIPE_TEST_KEY"]
    assert key.startswith(("sk_test_", "rk_test_")), "STRIPE_TEST_KEY must be a key of test mode."
    settings.STRIPE_SECRET_KEY = key
    settings.STRIPE_API_BASE = ""
    settings.STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
    return request.param


@pytest.fixture
def attempt(door, board, monkeypatch):
    """With exactly the parameters that the site sends; Stripe has not been asked yet."""
    monkeypatch.setattr(checkout, "_with_session", scenario.stop)
    with pytest.raises(scenario.Stopped):
        checkout.start_checkout(
            payment=payment_of(UnpaidSubmissionFactory(board=board)),
            success_url="https://board.example/paid/",
            cancel_url="https://board.example/",
        )
    return CheckoutAttempt.objects.latest("pk")


@pytest.fixture
def charged(door, board):
    if door == "sandbox":
        payment = payment_of(PaidSubmissionFactory(board=board))
        return Charged(payment.payment_intent, {metadata.PAYMENT: str(payment.uuid)})
    named = {metadata.PAYMENT: "0b0c1d0e-0000-4000-8000-000000000001"}
    intent = stripe.StripeClient(os.environ["STRIPE_TEST_KEY"]).v1.payment_intents.create(
        {
            "amount": 9900,
            "currency": "eur",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": named,
        }
    )
    return Charged(intent.id, named)

"""Helpers of the sandbox's tests."""

import socket
import time

import stripe

SECRET = "whsec_sandbox"
HOOK = "http://127.0.0.1:8000/hook/"


class Clock:
    """A clock that only the test moves.

    It starts now, so that signatures are not too old.
    """

    def __init__(self):
        self.at = time.time()

    def __call__(self):
        return self.at


class Receiver:
    """A webhook endpoint that verifies with the SDK.

    It answers with the given statuses, then with 200.
    """

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.events = []
        self.refused = []

    def __call__(self, url, payload, headers):
        try:
            event = stripe.Webhook.construct_event(
                payload, headers["Stripe-Signature"], SECRET, api_key="sk_test_sandbox"
            )
        except stripe.SignatureVerificationError as error:
            self.refused.append(str(error))
            return 400
        self.events.append(event)
        return self.statuses.pop(0) if self.statuses else 200

    @property
    def types(self):
        return [event.type for event in self.events]


def order(**changes):
    return {
        "mode": "payment",
        "success_url": "https://board.example/paid/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://board.example/back/",
        "customer_email": "ada@example.com",
        "metadata": {"payment": "7f1c"},
        "payment_intent_data": {"metadata": {"payment": "7f1c"}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 9900,
                    "product_data": {"name": "30-day listing"},
                },
            }
        ],
        **changes,
    }


def priced(amount, currency="usd", quantity=1, **price):
    data = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Listing"}, **price}
    return [{"quantity": quantity, "price_data": data}]


def until(true, seconds=10):
    """Wait until `true()` holds; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

"""Requests to the webhook, signed as Stripe signs them."""

import copy
import json
import time
import uuid

import stripe

from tests.stripe_door import WEBHOOK_PATH

SECRET = "whsec_sandbox"


def post_event(client, event, *, secret=SECRET, timestamp=None):
    """Post a dict or a text as a signed event."""
    payload = event if isinstance(event, str) else json.dumps(event)
    return post(client, payload, signature(payload, secret=secret, timestamp=timestamp))


def post(client, payload, header):
    headers = {} if header is None else {"Stripe-Signature": header}
    return client.post(WEBHOOK_PATH, payload, content_type="application/json", headers=headers)


def signature(payload, *, secret=SECRET, timestamp=None):
    return stripe.WebhookSignature.generate_signature_header(
        payload, secret, int(time.time()) if timestamp is None else timestamp
    )


def again(event, **changes):
    """Return another event with the same content, as Stripe sometimes sends two for one change."""
    return copy.deepcopy(event) | {"id": f"evt_{uuid.uuid4().hex}"} | changes

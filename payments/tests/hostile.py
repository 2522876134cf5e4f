"""Shared by the hostile tests: the number of examples, and the data that no request may change.

FUZZ_EXAMPLES is how many requests each property makes; `make fuzz` raises it.
"""

import os

from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from post_office.models import Email
from wagtail.models import PageLogEntry

from emails.models import Notice
from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from payments.models import CheckoutAttempt, Dispute, Payment, Refund, StripeEvent

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 30)

hostile = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # The board and its submission are the same for all examples, which is the point: none may change them.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# The same, for what takes a whole submission each time.
hostile_and_slow = settings(hostile, max_examples=max(10, EXAMPLES // 40))

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["", "\x00", "x" * 300, "evt_1", "cs_test_1", "../events", "?expand[]=x", "💥", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def browser() -> Client:
    """Return error responses instead of raising, as a real client would get them."""
    return Client(raise_request_exception=False)


def state() -> list[object]:
    """Return all data of payments, listings and emails."""
    return [
        list(Payment.objects.order_by("pk").values()),
        list(CheckoutAttempt.objects.order_by("pk").values()),
        list(Refund.objects.order_by("pk").values()),
        list(Dispute.objects.order_by("pk").values()),
        list(Submission.objects.order_by("pk").values()),
        list(JobPage.objects.order_by("pk").values("pk", "title", "live", "latest_revision", "expire_at")),
        [model.objects.count() for model in (Notice, Email, PageLogEntry)],
    ]


def events() -> int:
    return StripeEvent.objects.count()

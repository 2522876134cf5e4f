"""What makes the sweep look: time that passes, and events that count as delivered but never came."""

from datetime import timedelta

import time_machine
from django.utils import timezone


def in_(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def swallow_events(sandbox):
    """Something in between says 200 to Stripe and forgets."""
    sandbox.deliver_pending(lambda url, payload, headers: 200)

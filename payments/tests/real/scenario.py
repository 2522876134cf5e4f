"""What the fixtures and scenarios share."""

import uuid


class Stopped(Exception):
    """Before Stripe is asked."""


def stop(attempt):
    raise Stopped


def new_key():
    return f"test-{uuid.uuid4()}"

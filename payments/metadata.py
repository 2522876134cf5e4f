"""Keys of the metadata on Stripe's objects; the prefix keeps them apart from other systems on the account."""

import uuid
from collections.abc import Mapping

PAYMENT = "hitchpost_payment"
ATTEMPT = "hitchpost_attempt"
PURPOSE = "hitchpost_purpose"
REFUND = "hitchpost_refund"


def payment_uuid(metadata: Mapping[str, str]) -> uuid.UUID | None:
    """Return the uuid of the payment that the object belongs to, or None for another system's object."""
    try:
        return uuid.UUID(metadata.get(PAYMENT, ""))
    except ValueError:
        return None

"""What this site writes on Stripe's objects to know them again; the keys are no other system's on the account."""

import uuid
from collections.abc import Mapping

PAYMENT = "hitchpost_payment"
ATTEMPT = "hitchpost_attempt"
PURPOSE = "hitchpost_purpose"
REFUND = "hitchpost_refund"


def payment_uuid(metadata: Mapping[str, str]) -> uuid.UUID | None:
    """The payment that an object names; None when it is not this site's."""
    try:
        return uuid.UUID(metadata.get(PAYMENT, ""))
    except ValueError:
        return None

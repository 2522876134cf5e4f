"""Which email addresses Stripe takes for a payer."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_PAYABLE = _(
    "Our payment provider does not accept this address. Use one with plain letters and digits, such as "
    "name@example.com."
)
# A quoted name, a domain in other letters, a host without a domain and a bare IP address are all refused.
_ACCEPTED = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])"
)


def validate_payer_email(email: str) -> None:
    """Raise ValidationError for an address that Stripe would refuse, and that could therefore never pay."""
    if not _ACCEPTED.fullmatch(email):
        raise ValidationError(NOT_PAYABLE, code="not_payable")

"""The test cards, and the checks of a card form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from stripe_sandbox.errors import CardDeclined

PAYS = "4242424242424242"
DECLINES = "4000000000000002"
AUTHENTICATES = "4000002500003155"
DISPUTED = "4000000000000259"
REFUND_FAILS = "4000000000005126"

# number: error code, decline code, field of the form, message
_REFUSALS = {
    DECLINES: ("card_declined", "generic_decline", "number", "Your card was declined. Try another card."),
    "4000000000009995": (
        "card_declined",
        "insufficient_funds",
        "number",
        "Your card has insufficient funds. Try another card.",
    ),
    "4000000000000069": ("expired_card", None, "expiry", "Your card has expired."),
    "4000000000000127": ("incorrect_cvc", None, "cvc", "Your card's security code is incorrect."),
    "4000000000000119": (
        "processing_error",
        None,
        "number",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
_ACCEPTED = frozenset({PAYS, AUTHENTICATES, DISPUTED, REFUND_FAILS})
KNOWN = frozenset({*_ACCEPTED, *_REFUSALS})


@dataclass(frozen=True)
class Card:
    number: str
    month: int
    year: int

    def refusal(self) -> CardDeclined | None:
        """Return the error of a card that is declined, or None."""
        if self.number in _REFUSALS:
            code, decline_code, field, message = _REFUSALS[self.number]
            return CardDeclined(message, code=code, decline_code=decline_code, field=field)
        if self.number not in _ACCEPTED:
            return CardDeclined(
                "Your card was declined. Only test cards work here: nothing real can be charged.",
                code="card_declined",
                decline_code="test_mode_live_card",
            )
        return None


def read_card(
    *, number: str, expiry: str, cvc: str, name: str, now: float
) -> tuple[Card | None, dict[str, str]]:
    """Return the card, or the errors by field: number, expiry, cvc, name."""
    errors = {}
    digits = re.sub(r"[\s-]", "", number)
    if not digits:
        errors["number"] = "Enter the card number."
    elif not re.fullmatch(r"\d{12,19}", digits) or not _luhn(digits):
        errors["number"] = "This card number is not valid. Check its digits."
    found = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{4}|\d{2})\s*", expiry)
    month, year = (int(found[1]), int(found[2]) % 100 + 2000) if found else (0, 0)
    if not expiry.strip():
        errors["expiry"] = "Enter the expiry date."
    elif not 1 <= month <= 12:
        errors["expiry"] = "Write the expiry date as month and year, such as 04 / 32."
    elif _past(month, year, now):
        errors["expiry"] = "This card's expiry date is in the past."
    if not cvc.strip():
        errors["cvc"] = "Enter the security code."
    elif not re.fullmatch(r"\s*\d{3,4}\s*", cvc):
        errors["cvc"] = "The security code has three or four digits."
    if not name.strip():
        errors["name"] = "Enter the name on the card."
    return (None, errors) if errors else (Card(digits, month, year), {})


def _past(month: int, year: int, now: float) -> bool:
    today = datetime.fromtimestamp(now, UTC)
    return (year, month) < (today.year, today.month)


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0

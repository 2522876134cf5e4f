"""Read a sum of pay as people write it, for the form and for the search alike."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from jobs.listings.iso import currency_codes

# At forty hours and five days a week, all year.
TIMES_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
DOLLAR = "$"
# Currencies that are written with the dollar sign at home.
DOLLARS = frozenset({"ARS", "AUD", "CAD", "CLP", "COP", "HKD", "MXN", "NZD", "SGD", "TWD", "USD", "UYU"})
MAX_LENGTH = 60

_EVERY = r"(?:/|an?\b|per\b|par\b|pro\b|the\b|die\b|im\b|am\b|de l['’]|l['’])\s*"
_UNITS = {
    "hour": rf"(?:{_EVERY}(?:hours?|hr|h|heures?|stunde|std)\b\.?|hourly|p\.\s?h\.|ph\b)",
    "day": rf"(?:{_EVERY}(?:days?|d|jours?|j|tag)\b|daily|p\.\s?d\.|pd\b)",
    "week": rf"(?:{_EVERY}(?:weeks?|wk|w|semaines?|woche)\b|weekly|p\.\s?w\.|pw\b)",
    "month": rf"(?:{_EVERY}(?:months?|mo|m|mois|monat)\b|monthly|p\.\s?m\.|pcm\b|pm\b)",
    "year": rf"(?:{_EVERY}(?:years?|yr|y|annum|ans?|année|jahr)\b|yearly|annually|p\.\s?a\.|pa\b)",
}
_UNIT = re.compile(
    r"\s*(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items()) + r")\s*$", re.IGNORECASE
)
# Signs of one currency alone, the longer ones first.
_SIGNS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₪": "ILS",
    "fr.": "CHF",
}  # fmt: skip
# Signs that several currencies share say nothing of their own.
_SHARED_SIGNS = ("kr.", "kr", "¥")
_NUMBER = re.compile(
    r"(?P<whole>\d+|\d{1,3}(?:(?P<group>[.,' ])\d{2,3})*(?:[.,' ]\d{3}))(?:[.,](?P<cents>\d{1,2}))?"
)
_DASH_FOR_CENTS = re.compile(r"[.,]\s?[-–—]+$")


@dataclass(frozen=True)
class Pay:
    """A sum in whole units of its currency; currency and unit are empty when they were not written."""

    sum: Decimal
    currency: str = ""
    unit: str = ""

    @property
    def a_year(self) -> Decimal:
        return self.sum * TIMES_A_YEAR[self.unit or "year"]


def read_pay(text: str) -> Pay | None:
    """Read 60,000 or 60.000, 60k, €60,000.50 or 25.50 an hour; None for what is no single sum.

    One or two digits behind the last separator are cents; groups have three. The currency `$` is any dollar.
    """
    if len(text) > MAX_LENGTH:
        return None
    rest = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    unit = ""
    if found := _UNIT.search(rest):
        unit, rest = found.lastgroup or "", rest[: found.start()]
    currency, rest = _take_currency(rest.strip())
    if not unit and (found := _UNIT.search(rest)):
        unit, rest = found.lastgroup or "", rest[: found.start()]
    rest = _DASH_FOR_CENTS.sub("", rest.strip())
    times = 1
    if rest[-1:] in ("k", "K"):
        times, rest = 1000, rest[:-1].rstrip()
    number = _NUMBER.fullmatch(rest.replace("_", ""))
    if number is None:
        return None
    whole = re.sub(r"\D", "", number["whole"])
    return Pay(Decimal(f"{whole}.{number['cents'] or 0}") * times, currency, unit)


def _take_currency(text: str) -> tuple[str, str]:
    """Split the currency's sign or code off either end."""
    lower = text.casefold()
    for sign, code in [*_SIGNS.items(), (DOLLAR, DOLLAR), *((sign, "") for sign in _SHARED_SIGNS)]:
        if lower.startswith(sign):
            return code, text[len(sign) :].strip()
        if lower.endswith(sign):
            return code, text[: -len(sign)].strip()
    for pattern in (
        r"(?P<code>[A-Za-z]{3})\b\s*(?P<rest>.*)",
        r"(?P<rest>.*?[\dkK.,–-])\s*(?P<code>[A-Za-z]{3})",
    ):
        found = re.fullmatch(pattern, text)
        if found and found["code"].upper() in currency_codes():
            return found["code"].upper(), found["rest"].strip()
    return "", text

"""ISO 3166 country codes and ISO 4217 currency codes, from Babel's data."""

from functools import lru_cache

from babel import Locale
from babel.numbers import get_territory_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Two-letter codes in the locale data that are groups, exercises or exceptional reservations, not countries.
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
COUNTRY_UNKNOWN = _("“%(code)s” is not the ISO code of a country, such as DE.")
CURRENCY_UNKNOWN = _("“%(code)s” is not the ISO code of a currency, such as EUR.")


@lru_cache
def country_codes() -> tuple[str, ...]:
    codes = [str(code) for code in Locale("en").territories]
    return tuple(code for code in codes if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES)


@lru_cache
def currency_codes() -> tuple[str, ...]:
    """Currencies in use in some country, sorted."""
    return tuple(sorted({code for country in country_codes() for code in get_territory_currencies(country)}))


def validate_country(code: str) -> None:
    if code not in country_codes():
        raise ValidationError(COUNTRY_UNKNOWN, code="unknown", params={"code": code})


def validate_money(code: str) -> None:
    """Accept any currency in use; `payments.money` decides what a board can charge in."""
    if code not in currency_codes():
        raise ValidationError(CURRENCY_UNKNOWN, code="unknown", params={"code": code})

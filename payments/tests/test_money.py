"""Minor units by currency, and formatted amounts."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from payments.money import (
    CURRENCIES,
    WHOLE_ONLY,
    ZERO_DECIMAL,
    format_money,
    minor_digits,
    to_major,
    to_minor,
    validate_currency,
)

THREE_DECIMAL = ("BHD", "JOD", "KWD", "OMR", "TND")
NBSP, NARROW = "\xa0", "\u202f"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (9900, "EUR", "en", "€99"),
        (9950, "EUR", "en", "€99.50"),
        (9905, "USD", "en", "$99.05"),
        (123456700, "USD", "en", "$1,234,567"),
        (5000, "JPY", "en", "¥5,000"),
        (0, "EUR", "en", "€0"),
        (500000, "ISK", "en", "ISK" + NBSP + "5,000"),
        (990000, "CHF", "en", "CHF" + NBSP + "9,900"),
        # Its tables say that nobody uses the fraction any more; what is charged is written all the same.
        (9950, "RSD", "en", "RSD" + NBSP + "99.50"),
        (9900, "CAD", "en", "CA$99"),
        (9900, "EUR", "fr", "99" + NBSP + "€"),
        (9950, "EUR", "fr", "99,50" + NBSP + "€"),
        (123450, "EUR", "fr", "1" + NARROW + "234,50" + NBSP + "€"),
    ],
)
def test_written_as_people_write_it(amount, currency, language, text):
    assert format_money(amount, currency, language) == text


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_every_currency_can_be_written(currency):
    assert format_money(100, currency, "en")


def test_digits():
    assert {minor_digits(currency) for currency in ZERO_DECIMAL} == {0}
    assert {minor_digits(currency) for currency in WHOLE_ONLY} == {2}
    assert minor_digits("EUR") == 2


@pytest.mark.parametrize("code", [*THREE_DECIMAL, "eur", "XXX", "EU", ""])
def test_currencies_that_are_not_charged(code):
    with pytest.raises(ValueError, match="not a currency"):
        minor_digits(code)
    with pytest.raises(ValidationError):
        validate_currency(code)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [("99", "EUR", 9900), ("99.5", "EUR", 9950), ("5000", "JPY", 5000), ("5", "UGX", 500)],
)
def test_to_minor(value, currency, minor):
    assert to_minor(Decimal(value), currency) == minor


@pytest.mark.parametrize(
    ("value", "currency"),
    [("0.001", "EUR"), ("0.5", "JPY"), ("0.5", "ISK"), ("5.01", "UGX"), ("1E+40", "EUR")],
)
def test_finer_than_the_currency(value, currency):
    with pytest.raises(ValueError):
        to_minor(Decimal(value), currency)


@given(amount=st.integers(0, 10**12), currency=st.sampled_from(sorted(CURRENCIES - WHOLE_ONLY)))
def test_there_and_back(amount, currency):
    assert to_minor(to_major(amount, currency), currency) == amount

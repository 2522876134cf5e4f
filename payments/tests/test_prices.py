"""A price is written with its tax as the board says, in whole minor units."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from payments.models import PaymentSettings
from payments.prices import price_label, split

ADDED = {"tax_rate": Decimal(20), "tax_name": "VAT"}
INSIDE = ADDED | {"prices_include_tax": True}


def label(amount=9900, currency="EUR", **rules):
    return price_label(amount, currency, PaymentSettings(**rules))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, "€99"),
        ({"automatic_tax": True}, "€99 plus tax"),
        ({"automatic_tax": True, "prices_include_tax": True, "prices_shown": "with"}, "€99 including tax"),
        (ADDED, "€99 plus 20% VAT"),
        (ADDED | {"prices_shown": "with"}, "€118.80 including 20% VAT"),
        (ADDED | {"prices_shown": "both"}, "€99 plus 20% VAT, €118.80 in all"),
        (INSIDE, "€82.50 plus 20% VAT"),
        (INSIDE | {"prices_shown": "with"}, "€99 including 20% VAT"),
        (INSIDE | {"prices_shown": "both"}, "€82.50 plus 20% VAT, €99 in all"),
        (ADDED | {"automatic_tax": True, "prices_shown": "both"}, "€99 plus 20% VAT, €118.80 in all"),
        ({"tax_rate": Decimal("9.975"), "tax_name": "QST"}, "€99 plus 9.975% QST"),
        ({"tax_rate": Decimal(0)}, "€99"),
    ],
)
def test_a_price_in_the_words_of_the_board(rules, words):
    assert label(**rules) == words


def test_what_is_free_has_no_tax():
    assert label(0, **ADDED) == "Free"


def test_the_percentage_is_written_as_the_language_does():
    with translation.override("fr"):
        assert "20\xa0%" in label(**ADDED) or "20\u202f%" in label(**ADDED)


@pytest.mark.parametrize(
    ("amount", "rate", "inside", "net", "tax"),
    [
        (9900, "19", False, 9900, 1881),
        (9900, "19", True, 8319, 1581),
        (1, "50", False, 1, 1),
        (995, "5.5", False, 995, 55),
        (100, "100", True, 50, 50),
    ],
)
def test_the_tax_is_rounded_half_up_and_the_parts_add_up(amount, rate, inside, net, tax):
    parts = split(amount, PaymentSettings(tax_rate=Decimal(rate), prices_include_tax=inside))
    assert (parts.net, parts.tax) == (net, tax)
    assert parts.gross == (amount if inside else amount + tax)


@pytest.mark.parametrize(
    ("inside", "shown"), [(False, "with"), (False, "both"), (True, "without"), (True, "both")]
)
def test_a_price_that_needs_the_rate_is_refused_without_it(board, inside, shown):
    rules = PaymentSettings(
        site=board.site, automatic_tax=True, prices_include_tax=inside, prices_shown=shown
    )
    with pytest.raises(ValidationError, match="Say the rate"):
        rules.full_clean()
    rules.tax_rate = 20
    rules.full_clean()

"""Countries and currencies, named in the visitor's language."""

import unicodedata
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from jobs.listings.iso import country_codes, currency_codes


def country_choices() -> tuple[tuple[str, str], ...]:
    """ISO 3166 codes with names, in the order of the names."""
    return _countries(_language())


def currency_choices() -> tuple[tuple[str, str], ...]:
    """ISO 4217 codes of money in use somewhere, with names, in the order of the codes."""
    return _currencies(_language())


def _language() -> str:
    return (get_language() or "en").replace("-", "_")


@lru_cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(language).territories
    named = [(code, str(territories[code])) for code in country_codes() if code in territories]
    return tuple(sorted(named, key=lambda choice: _without_accents(choice[1])))


@lru_cache
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).currencies
    return tuple((code, f"{code} – {names.get(code, code)}") for code in currency_codes())


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()

"""Money: integers in minor units with an ISO 4217 code.

Which currencies there are, and how many of their digits are minor units, is Stripe's table, not ISO's:
Stripe charges UGX and ISK as if they had two decimals although their fraction must be zero.
Three-decimal currencies are refused.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_NO_DECIMALS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
_TWO_DECIMALS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP
CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES
KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD
TZS UAH UGX USD UYU UZS WST XCD YER ZAR ZMW
"""
ZERO_DECIMAL = frozenset(_NO_DECIMALS.split())
TWO_DECIMAL = frozenset(_TWO_DECIMALS.split())
# Charged with two decimals that must be zero, for backwards compatibility on Stripe's side.
WHOLE_ONLY = frozenset({"ISK", "UGX"})
CURRENCIES = ZERO_DECIMAL | TWO_DECIMAL


def minor_digits(currency: str) -> int:
    """How many digits of Stripe's integer are minor units. Raises ValueError when none is charged here."""
    if currency in ZERO_DECIMAL:
        return 0
    if currency in TWO_DECIMAL:
        return 2
    raise ValueError(f"{currency!r} is not a currency this site charges")


def to_minor(value: Decimal, currency: str) -> int:
    """Minor units of a sum in whole units. Raises ValueError when the sum is finer than the currency."""
    scaled = value.scaleb(minor_digits(currency))
    try:
        whole = scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError("the sum is out of range") from error
    if scaled != whole or (currency in WHOLE_ONLY and whole % 100):
        raise ValueError(f"{value} is finer than {currency} allows")
    return int(whole)


def to_major(amount: int, currency: str) -> Decimal:
    """A sum of minor units, in whole units."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def format_money(amount: int, currency: str, language: str | None = None) -> str:
    """A sum of minor units as people of the language write it; without a fraction when there is none."""
    return format_major(to_major(amount, currency), currency, language)


def format_major(sum_: Decimal | int, currency: str, language: str | None = None) -> str:
    """The same for a sum in whole units, in any currency there is."""
    locale = Locale.parse((language or get_language() or "en").replace("-", "_"))
    pattern = locale.currency_formats["standard"].pattern
    if sum_ == int(sum_):
        pattern = pattern.replace(".00", "")
    if get_currency_symbol(currency, locale)[-1:].isalpha():
        pattern = pattern.replace("¤#", "¤\xa0#")
    # The locale's own number of digits is that of cash, which may be fewer than are charged.
    return format_currency(sum_, currency, format=pattern, locale=locale, currency_digits=False)


def format_total(sums: Iterable[tuple[int, str]]) -> str:
    """Minor units with their currencies, added up for each currency."""
    totals: dict[str, int] = defaultdict(int)
    for amount, currency in sums:
        totals[currency] += amount
    return ", ".join(format_money(total, currency) for currency, total in totals.items())


def validate_sum(amount: int, currency: str) -> None:
    """For models: raises ValidationError for a sum that Stripe would refuse as too fine for its currency."""
    if currency in WHOLE_ONLY and amount % 100:
        raise ValidationError(
            _("%(code)s has no fraction: the sum must end with two zeros."), params={"code": currency}
        )


def validate_currency(value: str) -> None:
    """Model validator: a currency that Stripe charges and this site handles."""
    if value not in CURRENCIES:
        raise ValidationError(_("%(code)s is not a currency this site can charge."), params={"code": value})

"""Amounts as Stripe counts them: integers in a currency's minor unit, by Stripe's own table of units."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency

TAX_PERCENT = 20

_ZERO_DECIMAL_CODES = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_ZERO_DECIMAL = frozenset(_ZERO_DECIMAL_CODES.split())
_THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Charged in whole units only, yet counted in hundredths.
_WHOLE_UNITS_IN_HUNDREDTHS = frozenset({"isk", "ugx"})

_CURRENCY_CODES = (
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd"
    " cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq"
    " gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd"
    " lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk"
    " php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top"
    " try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw"
)
CURRENCIES = frozenset(_CURRENCY_CODES.split())

# The least Stripe charges, in minor units; other currencies are left unchecked.
_MINIMUMS = (
    "usd=50 aed=200 aud=50 brl=50 cad=50 chf=50 czk=1500 dkk=250 eur=50 gbp=30 hkd=400 huf=17500 inr=50"
    " jpy=50 mxn=1000 myr=200 nok=300 nzd=50 pln=200 ron=200 sek=300 sgd=50 thb=1000"
)
MINIMUM = {code: int(least) for code, least in (pair.split("=") for pair in _MINIMUMS.split())}
MAXIMUM = 99_999_999


def exponent(currency: str) -> int:
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def whole_step(currency: str) -> int:
    """Amounts must be a multiple of this."""
    if currency in _WHOLE_UNITS_IN_HUNDREDTHS:
        return 100
    return 10 if currency in _THREE_DECIMAL else 1


def formatted(amount: int, currency: str) -> str:
    value = Decimal(amount).scaleb(-exponent(currency))
    return str(format_currency(value, currency.upper(), locale="en"))


def plain(amount: int, currency: str) -> str:
    """As a person types it: 290.00."""
    return str(Decimal(amount).scaleb(-exponent(currency)))


def minor(typed: str, currency: str) -> int:
    """What a person typed, in minor units. ValueError when it is not a sum of this currency."""
    try:
        amount = Decimal(typed.strip()).scaleb(exponent(currency))
    except InvalidOperation as error:
        raise ValueError(f"{typed} is not a sum") from error
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError(f"{typed} is not a sum in {currency.upper()}")
    return int(amount)


def tax_on(amount: int, *, inclusive: bool) -> int:
    """The flat demo tax, rounded half up."""
    base = 100 + TAX_PERCENT if inclusive else 100
    return (amount * TAX_PERCENT * 2 + base) // (2 * base)


def shares(total: int, weights: list[int]) -> list[int]:
    """`total` split along the weights, the remainder on the last: the parts always add up."""
    whole = sum(weights)
    parts = [total * weight // whole if whole else 0 for weight in weights]
    if parts:
        parts[-1] += total - sum(parts)
    return parts

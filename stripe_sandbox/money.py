"""Amounts in the minor unit of their currency, by Stripe's table of currencies."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency

TAX_PERCENT = 20

_ZERO_DECIMAL_CODES = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_ZERO_DECIMAL = frozenset(_ZERO_DECIMAL_CODES.split())
_THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Amounts are in hundredths, but only whole units can be charged.
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

# Stripe's minimum charges, in minor units; other currencies are not checked.
_MINIMUMS = (
    "usd=50 aed=200 aud=50 brl=50 cad=50 chf=50 czk=1500 dkk=250 eur=50 gbp=30 hkd=400 huf=17500 inr=50"
    " jpy=50 mxn=1000 myr=200 nok=300 nzd=50 pln=200 ron=200 sek=300 sgd=50 thb=1000"
)
MIN_AMOUNTS = {code: int(amount) for code, amount in (pair.split("=") for pair in _MINIMUMS.split())}
MAX_AMOUNT = 99_999_999


def exponent(currency: str) -> int:
    """Return the number of decimals that Stripe uses for a currency."""
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def whole_step(currency: str) -> int:
    """Return the step that amounts in this currency must be a multiple of."""
    if currency in _WHOLE_UNITS_IN_HUNDREDTHS:
        return 100
    return 10 if currency in _THREE_DECIMAL else 1


def formatted(amount: int, currency: str) -> str:
    """Write an amount for people: €290.00."""
    value = Decimal(amount).scaleb(-exponent(currency))
    return str(format_currency(value, currency.upper(), locale="en"))


def decimal_text(amount: int, currency: str) -> str:
    """Write an amount as it is typed into a form: 290.00."""
    return str(Decimal(amount).scaleb(-exponent(currency)))


def read_amount(typed: str, currency: str) -> int:
    """Read a typed amount as minor units.

    Raises ValueError when this currency has no such amount.
    """
    try:
        amount = Decimal(typed.strip()).scaleb(exponent(currency))
    except InvalidOperation as error:
        raise ValueError(f"{typed} is not an amount") from error
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError(f"{typed} is not an amount in {currency.upper()}")
    return int(amount)


def tax_on(amount: int, *, inclusive: bool, percent: float = TAX_PERCENT) -> int:
    """Return the tax on an amount, or the tax in it, rounded half up; by default the sandbox's flat tax."""
    # Stripe takes percentages with up to four decimals.
    share = round(percent * 10_000)
    base = 1_000_000 + share if inclusive else 1_000_000
    return (amount * share * 2 + base) // (2 * base)


def shares(total: int, weights: list[int]) -> list[int]:
    """Split `total` in proportion to the weights; the last part takes the rest."""
    whole = sum(weights)
    parts = [total * weight // whole if whole else 0 for weight in weights]
    if parts:
        parts[-1] += total - sum(parts)
    return parts

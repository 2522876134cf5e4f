"""Write a price with its tax, the same on every page, button, email and receipt of a board."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.numbers import format_percent
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.models import Payment, PaymentSettings
from payments.money import format_money


@dataclass(frozen=True)
class Split:
    """The parts of a price, in minor units."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def split(amount: int, rules: PaymentSettings) -> Split | None:
    """Return net and tax of a price by the board's rate, rounded half up as Stripe does; None without a rate."""
    if not rules.tax_rate:
        return None
    rate = Decimal(rules.tax_rate)
    if rules.prices_include_tax:
        tax = _rounded(amount * rate / (100 + rate))
        return Split(amount - tax, tax)
    return Split(amount, _rounded(amount * rate / 100))


def price_label(amount: int, currency: str, rules: PaymentSettings) -> str:
    """Return a price of the board as it says to show it; `amount` is in minor units, as typed for the plan."""
    if not amount:
        return _("Free")
    if not rules.is_taxed:
        return format_money(amount, currency)
    tax, parts = tax_words(rules), split(amount, rules)
    if parts is None:
        words = {"sum": format_money(amount, currency), "tax": tax}
        if rules.prices_include_tax:
            return _("%(sum)s including %(tax)s") % words
        return _("%(sum)s plus %(tax)s") % words
    net, gross = format_money(parts.net, currency), format_money(parts.gross, currency)
    if rules.prices_shown == PaymentSettings.PricesShown.WITH:
        return _("%(sum)s including %(tax)s") % {"sum": gross, "tax": tax}
    if rules.prices_shown == PaymentSettings.PricesShown.BOTH:
        return _("%(sum)s plus %(tax)s, %(total)s in all") % {"sum": net, "tax": tax, "total": gross}
    return _("%(sum)s plus %(tax)s") % {"sum": net, "tax": tax}


def payment_label(payment: Payment) -> str:
    """Return what a payment costs, in the words of the plan's card."""
    return price_label(payment.amount, payment.currency, PaymentSettings.of(payment.site))


def tax_words(rules: PaymentSettings) -> str:
    """Return the name of the tax, with the board's rate where there is one."""
    if not rules.tax_rate:
        return rules.tax_label
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    rate = format_percent(
        Decimal(rules.tax_rate).normalize() / 100, locale=locale, decimal_quantization=False
    )
    return _("%(rate)s %(tax)s") % {"rate": rate, "tax": rules.tax_label}


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))

"""Prices in templates of pages."""

from typing import Protocol

from django import template

from payments.models import PaymentSettings
from payments.prices import price_label

register = template.Library()


class Priced(Protocol):
    """A plan, or an offer of one."""

    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...


@register.simple_tag(takes_context=True)
def price(context: template.Context, priced: Priced) -> str:
    """Write what it costs, with its tax as the board of the request says."""
    return price_label(priced.amount, priced.currency, PaymentSettings.for_readers(context["request"]))

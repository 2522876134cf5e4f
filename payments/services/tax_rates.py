"""The tax rate of a board at Stripe, which has to be there before a payment page names it."""

from collections.abc import Mapping
from typing import Any

from payments import gateway
from payments.models import PaymentSettings, TaxRate


def tax_rate_id(board: PaymentSettings) -> str:
    """Return the id of the board's fixed rate at Stripe, made there if need be; empty without a fixed rate.

    Raises gateway.GatewayError.
    """
    if board.fixed_rate is None:
        return ""
    rate, _ = TaxRate.objects.get_or_create(
        name=board.tax_label,
        percentage=board.fixed_rate,
        inclusive=board.prices_include_tax,
        livemode=gateway.is_live_key(),
    )
    if not rate.rate_id:
        rate.rate_id = gateway.create_tax_rate(
            name=rate.name,
            percentage=rate.percentage,
            inclusive=rate.inclusive,
            idempotency_key=rate.idempotency_key,
        )
        rate.save(update_fields=["rate_id"])
    return rate.rate_id


def forget_tax_rates(params: Mapping[str, Any]) -> None:
    """Forget the rates of a refused request: somebody may have archived them at Stripe. The next try makes new ones."""
    named = [rate for item in params.get("line_items", []) for rate in item.get("tax_rates", [])]
    TaxRate.objects.filter(rate_id__in=named).delete()

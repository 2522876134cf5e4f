"""What Stripe is asked for when a payment page is opened."""

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from payments import metadata as metadata_keys
from payments.models import Payment, PaymentSettings
from payments.prices import price_label

# Stripe refuses sessions that would last less than 30 minutes from when the request arrives.
EXPIRY_MARGIN = timedelta(minutes=5)


def session_params(
    *, payment: Payment, attempt: str, tax_rate: str, success_url: str, cancel_url: str
) -> dict[str, Any]:
    """Return what Stripe is asked for: `attempt` is its idempotency key, `tax_rate` the id of a fixed rate or empty."""
    board = PaymentSettings.for_site(payment.site)
    expires_at = timezone.now() + timedelta(minutes=board.checkout_minutes)
    if board.checkout_minutes == 30:
        expires_at += EXPIRY_MARGIN
    if board.checkout_minutes == 1440:
        expires_at -= EXPIRY_MARGIN
    metadata = {
        metadata_keys.PAYMENT: str(payment.uuid),
        metadata_keys.ATTEMPT: attempt,
        metadata_keys.PURPOSE: payment.purpose,
    }
    intent: dict[str, Any] = {"metadata": metadata, "description": payment.description}
    if board.statement_suffix:
        intent["statement_descriptor_suffix"] = board.statement_suffix
    params: dict[str, Any] = {
        "mode": "payment",
        "client_reference_id": str(payment.uuid),
        "customer_email": payment.payer_email,
        "line_items": [_line_item(payment, board, tax_rate)],
        "metadata": metadata,
        "payment_intent_data": intent,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "locale": (translation.get_language() or "auto").split("-")[0],
    }
    if board.create_invoices:
        params["invoice_creation"] = {
            "enabled": True,
            "invoice_data": _invoice_data(payment, board, metadata),
        }
    return params | _board_switches(board)


def _line_item(payment: Payment, board: PaymentSettings, tax_rate: str) -> dict[str, Any]:
    about = payment.current_title
    if board.is_taxed:
        # The words of the plan's card; Stripe's page adds net and tax below them.
        about = f"{about} · {price_label(payment.amount, payment.currency, board)}"
    item: dict[str, Any] = {
        "quantity": 1,
        "price_data": {
            "currency": payment.currency.lower(),
            "unit_amount": payment.amount,
            "product_data": {"name": payment.description, "description": about},
            "tax_behavior": "inclusive" if board.is_taxed and board.prices_include_tax else "exclusive",
        },
    }
    return item | ({"tax_rates": [tax_rate]} if tax_rate else {})


def _invoice_data(payment: Payment, board: PaymentSettings, metadata: dict[str, str]) -> dict[str, Any]:
    wanted = ((_("PO number"), payment.purchase_order), (_("Cost centre"), payment.cost_centre))
    fields = [{"name": name, "value": value} for name, value in wanted if value]
    data: dict[str, Any] = {"metadata": metadata}
    if fields:
        data["custom_fields"] = fields
    if board.is_taxed and board.prices_include_tax:
        data["rendering_options"] = {"amount_tax_display": "include_inclusive_tax"}
    return data


def _board_switches(board: PaymentSettings) -> dict[str, Any]:
    """Return parameters for what the board has switched on; Stripe's defaults apply to the rest."""
    switches: dict[str, Any] = {}
    if board.allow_promotion_codes:
        switches["allow_promotion_codes"] = True
    if board.automatic_tax:
        switches["automatic_tax"] = {"enabled": True}
    if board.collect_tax_ids:
        switches["tax_id_collection"] = {"enabled": True}
        switches["customer_creation"] = "always"
    if board.automatic_tax or board.create_invoices:
        # The tax depends on it, and an invoice has to name it.
        switches["billing_address_collection"] = "required"
    return switches

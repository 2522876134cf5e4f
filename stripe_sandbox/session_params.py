"""The parameters of a Checkout Session, and the rules between them."""

from __future__ import annotations

from stripe_sandbox import money
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import Object
from stripe_sandbox.params import (
    EXPAND,
    Choice,
    Fields,
    ListOf,
    boolean,
    email,
    integer,
    invalid,
    metadata,
    missing_param,
    text,
    url,
)

_LOCALES = (
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb"
    " nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"
)
DEBITS = {"usd": "us_bank_account", "eur": "sepa_debit", "gbp": "bacs_debit"}
METHODS = ("card", *DEBITS.values())
MIN_LIFETIME, MAX_LIFETIME = 30 * 60, 24 * 3600

PRODUCT = Fields(
    {
        "name": text(250),
        "description": text(),
        "metadata": metadata,
        "tax_code": text(),
        "images": ListOf(url, 8),
    },
    required=("name",),
)
PRICE = Fields(
    {
        "currency": text(3),
        "unit_amount": integer(0),
        "product_data": PRODUCT,
        "tax_behavior": Choice("exclusive", "inclusive", "unspecified"),
    },
    required=("currency",),
)
LINE_ITEM = Fields(
    {
        "price_data": PRICE,
        "quantity": integer(1, 999_999),
        "tax_rates": ListOf(text(), 1),
        "metadata": metadata,
    }
)
INTENT = Fields(
    {
        "description": text(1000),
        "metadata": metadata,
        "receipt_email": email,
        "statement_descriptor_suffix": text(22),
        "capture_method": Choice("automatic", "automatic_async"),
    }
)
CUSTOM_FIELD = Fields({"name": text(40), "value": text(140)}, required=("name", "value"))
INVOICE_DATA = Fields(
    {
        "custom_fields": ListOf(CUSTOM_FIELD, 4),
        "description": text(),
        "footer": text(),
        "metadata": metadata,
        "rendering_options": Fields({"amount_tax_display": Choice("exclude_tax", "include_inclusive_tax")}),
    }
)
SESSION = Fields(
    {
        "mode": Choice("payment", "setup", "subscription"),
        "ui_mode": Choice("hosted_page"),
        "success_url": url,
        "cancel_url": url,
        "line_items": ListOf(LINE_ITEM),
        "currency": text(3),
        "client_reference_id": text(200),
        "customer_email": email,
        "customer_creation": Choice("always", "if_required"),
        "metadata": metadata,
        "payment_intent_data": INTENT,
        "expires_at": integer(0),
        "locale": Choice(*_LOCALES.split()),
        "allow_promotion_codes": boolean,
        "discounts": ListOf(Fields({"coupon": text(), "promotion_code": text()}), 1),
        "automatic_tax": Fields({"enabled": boolean}, required=("enabled",)),
        "tax_id_collection": Fields(
            {"enabled": boolean, "required": Choice("if_supported", "never")}, required=("enabled",)
        ),
        "invoice_creation": Fields({"enabled": boolean, "invoice_data": INVOICE_DATA}, required=("enabled",)),
        "billing_address_collection": Choice("auto", "required"),
        "submit_type": Choice("auto", "book", "donate", "pay"),
        "allowed_payment_method_types": ListOf(Choice(*METHODS)),
        "excluded_payment_method_types": ListOf(Choice(*METHODS)),
        "custom_text": Fields({"submit": Fields({"message": text(1200)}, required=("message",))}),
        "expand": EXPAND,
    }
)


def check(raw: Object, *, now: int) -> Object:
    """Check the parameters; add `currency`, `expires_at` and `payment_method_types`."""
    params = SESSION(raw)
    if "mode" not in params:
        raise missing_param("mode")
    if params["mode"] != "payment":
        raise invalid("The sandbox knows Checkout Sessions with `mode: payment` only.", "mode")
    if "success_url" not in params:
        raise missing_param("success_url")
    if "allow_promotion_codes" in params and "discounts" in params:
        raise ApiError("You may only specify one of these parameters: allow_promotion_codes, discounts.")
    if not params.get("line_items"):
        raise missing_param("line_items")
    taxed = params.get("automatic_tax", {}).get("enabled", False)
    for index, item in enumerate(params["line_items"]):
        _check_item(item, f"line_items[{index}]")
        if taxed and item.get("tax_rates"):
            raise invalid(
                "You cannot set tax rates on line items with automatic tax enabled.",
                f"line_items[{index}][tax_rates]",
            )
    _check_currency(params)
    _check_expiry(params, now)
    eligible = [method for method in ("card", DEBITS.get(params["currency"])) if method]
    allowed = params.get("allowed_payment_method_types", eligible)
    excluded = params.get("excluded_payment_method_types", [])
    params["payment_method_types"] = [
        method for method in eligible if method in allowed and method not in excluded
    ]
    if not params["payment_method_types"]:
        raise invalid(
            "No valid payment method types for this Checkout Session.", "excluded_payment_method_types"
        )
    return params


def _check_item(item: Object, param: str) -> None:
    if "price_data" not in item:
        raise missing_param(f"{param}[price_data]")
    if "quantity" not in item:
        raise invalid(
            "Quantity is required. Add `quantity` to `line_items`", f"{param}[quantity]", "parameter_missing"
        )
    price, param = item["price_data"], f"{param}[price_data]"
    for name in ("unit_amount", "product_data"):
        if name not in price:
            raise missing_param(f"{param}[{name}]")
    price["currency"] = price["currency"].lower()
    if price["currency"] not in money.CURRENCIES:
        raise invalid(f"Invalid currency: {price['currency']}.", f"{param}[currency]")
    if price["unit_amount"] % money.whole_step(price["currency"]):
        raise invalid("Invalid integer: the amount must be in whole units.", f"{param}[unit_amount]")


def _check_currency(params: Object) -> None:
    currencies = {item["price_data"]["currency"] for item in params["line_items"]}
    if len(currencies) > 1:
        raise invalid("All prices on a Checkout Session must use the same currency.", "line_items")
    currency = currencies.pop()
    if params.setdefault("currency", currency).lower() != currency:
        raise invalid("The `currency` must match the prices' currency.", "currency")
    params["currency"] = currency


def _check_expiry(params: Object, now: int) -> None:
    expires_at = params.setdefault("expires_at", now + MAX_LIFETIME)
    if expires_at < now + MIN_LIFETIME:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            "expires_at",
        )
    if expires_at > now + MAX_LIFETIME:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )


def check_amount(session: Object) -> None:
    """Raise ApiError when the total is below Stripe's minimum or above its maximum."""
    total, currency = session["amount_total"], session["currency"]
    minimum = money.MIN_AMOUNTS.get(currency, 0)
    if 0 < total < minimum:
        raise ApiError(
            "The Checkout Session's total amount due must add up to at least "
            f"{money.formatted(minimum, currency)} {currency}",
            code="amount_too_small",
        )
    if total > money.MAX_AMOUNT:
        maximum = money.formatted(money.MAX_AMOUNT, currency)
        raise ApiError(
            f"The Checkout Session's total amount must be no more than {maximum}",
            code="amount_too_large",
        )

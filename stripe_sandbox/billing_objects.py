"""Build Stripe's coupons, promotion codes and invoices."""

from __future__ import annotations

from stripe_sandbox.objects import Object, new_id


def coupon(params: Object, *, now: int) -> Object:
    return {
        "id": params.get("id") or new_id("co", 8)[3:],
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": now,
        "currency": params.get("currency"),
        "duration": params.get("duration", "once"),
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": params.get("metadata", {}),
        "name": params.get("name"),
        "percent_off": params.get("percent_off"),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }


def promotion_code(params: Object, *, now: int) -> Object:
    return {
        "id": new_id("promo"),
        "object": "promotion_code",
        "active": params.get("active", True),
        "code": params.get("code") or new_id("c", 8)[2:].upper(),
        "created": now,
        "customer": None,
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": params.get("metadata", {}),
        "promotion": {"coupon": params["promotion"]["coupon"], "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }


def invoice(session: Object, *, now: int, number: int, public_url: str) -> Object:
    """Build an invoice with the fields of a receipt; Stripe's has many more."""
    identifier = new_id("in")
    return {
        "id": identifier,
        "object": "invoice",
        "amount_due": session["amount_total"],
        "amount_paid": session["amount_total"],
        "amount_remaining": 0,
        "created": now,
        "currency": session["currency"],
        "customer_email": session["customer_details"]["email"],
        "hosted_invoice_url": f"{public_url}/invoices/{identifier}",
        "livemode": False,
        "metadata": session["invoice_creation"]["invoice_data"]["metadata"],
        "number": f"SANDBOX-{number:04}",
        "status": "paid",
        "subtotal": session["amount_subtotal"],
        "total": session["amount_total"],
    }

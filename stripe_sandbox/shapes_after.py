"""Stripe's objects that follow a payment: refunds, disputes, coupons, invoices, events."""

from __future__ import annotations

from typing import Any

from stripe_sandbox.shapes import API_VERSION, Object, new_id

EVIDENCE_SECONDS = 7 * 24 * 3600

_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure"
    " cancellation_rebuttal customer_communication customer_email_address customer_name"
    " customer_purchase_ip customer_signature duplicate_charge_documentation"
    " duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy"
    " refund_policy_disclosure refund_refusal_explanation service_date service_documentation"
    " shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number"
    " uncategorized_file uncategorized_text"
)


def refund(
    charge: Object, *, now: int, amount: int, status: str, reason: str | None, metadata: Object
) -> Object:
    return {
        "id": new_id("pyr" if charge["id"].startswith("py_") else "re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "destination_details": _destination(charge, status),
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
        **({"pending_reason": "processing"} if status == "pending" else {}),
    }


def _destination(charge: Object, status: str) -> Object:
    if charge["payment_method_details"]["type"] != "card":
        return {"type": charge["payment_method_details"]["type"]}
    card = {"reference_status": "pending", "reference_type": "acquirer_reference_number"}
    return {"type": "card", "card": {**card, "type": "pending" if status == "pending" else "refund"}}


def dispute(charge: Object, *, now: int, amount: int, reason: str, status: str) -> Object:
    card = charge["payment_method_details"]["type"] == "card"
    inquiry = status.startswith("warning")
    body: Object = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE.split()), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + EVIDENCE_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": status,
    }
    if card:
        case = "inquiry" if inquiry else "chargeback"
        network = {"brand": "visa", "case_type": case, "network": "visa", "network_reason_code": "10.4"}
        body["payment_method_details"] = {"type": "card", "card": network}
    return body


def balance_transaction(source: Object, *, now: int, amount: int, kind: str) -> Object:
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "balance_type": "payments",
        "created": now,
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": {"adjustment": "dispute"}.get(kind, kind),
        "source": source["id"],
        "status": "available",
        "type": kind,
    }


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
    """Only what a receipt needs; the real object has far more."""
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


def event(
    kind: str, subject: Object, *, now: int, previous: Object | None, request: Object | None, endpoints: int
) -> Object:
    data: dict[str, Any] = {"object": subject}
    if previous is not None:
        data["previous_attributes"] = previous
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": data,
        "livemode": False,
        "pending_webhooks": endpoints,
        "request": request or {"id": None, "idempotency_key": None},
        "type": kind,
    }

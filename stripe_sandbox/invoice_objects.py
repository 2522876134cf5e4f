"""Build Stripe's invoices and credit notes, with every field that this version of the API has."""

from __future__ import annotations

from stripe_sandbox.objects import Object, listing, new_id


def draft(session: Object, items: list[Object], *, inclusive: bool, now: int) -> Object:
    """Build the invoice of a checkout that is paid, before it has a number."""
    identifier, total = new_id("in"), session["amount_total"]
    data, details = session["invoice_creation"]["invoice_data"], session["customer_details"]
    totals = session["total_details"]
    tax = totals["amount_tax"]
    return {
        "id": identifier,
        "object": "invoice",
        "account_country": "US",
        "account_name": "Sandbox",
        "account_tax_ids": None,
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": total,
        "amount_paid_off_stripe": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": True,
        "auto_advance": False,
        "automatic_tax": {**session["automatic_tax"], "disabled_reason": None},
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "confirmation_secret": None,
        "created": now,
        "currency": session["currency"],
        "custom_fields": data["custom_fields"],
        "customer": session["customer"],
        "customer_account": None,
        "customer_address": details["address"],
        "customer_email": details["email"],
        "customer_name": details["name"],
        "customer_phone": None,
        "customer_shipping": None,
        "customer_tax_exempt": details["tax_exempt"],
        "customer_tax_ids": details["tax_ids"],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": data["description"],
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": 0,
        "footer": data["footer"],
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": listing(
            [_line(identifier, item, inclusive=inclusive, now=now) for item in items],
            f"/v1/invoices/{identifier}/lines",
        ),
        "livemode": False,
        "metadata": data["metadata"],
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": session["amount_subtotal"],
        "subtotal_excluding_tax": session["amount_subtotal"] - (tax if inclusive else 0),
        "test_clock": None,
        "threshold_reason": None,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total - tax,
        "total_pretax_credit_amounts": [],
        "total_taxes": _taxes(tax, net=total - tax, inclusive=inclusive),
        "webhooks_delivered_at": None,
    }


def credit_note(
    invoice: Object,
    *,
    amount: int,
    refunds: list[Object],
    params: Object,
    number: str,
    now: int,
    public_url: str,
) -> Object:
    """Build a credit note on a paid invoice; its tax is the same share of the invoice's tax."""
    identifier = new_id("cn")
    invoiced_tax = sum(tax["amount"] for tax in invoice["total_taxes"])
    tax = round(invoiced_tax * amount / invoice["total"]) if invoice["total"] else 0
    inclusive = any(tax["tax_behavior"] == "inclusive" for tax in invoice["total_taxes"])
    taxes = _taxes(tax, net=amount - tax, inclusive=inclusive)
    return {
        "id": identifier,
        "object": "credit_note",
        "amount": amount,
        "amount_shipping": 0,
        "created": now,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": now,
        "invoice": invoice["id"],
        "lines": listing(
            [
                {
                    "id": new_id("cnli"),
                    "object": "credit_note_line_item",
                    "amount": amount,
                    "description": invoice["lines"]["data"][0]["description"],
                    "discount_amount": 0,
                    "discount_amounts": [],
                    "invoice_line_item": None,
                    "livemode": False,
                    "metadata": {},
                    "pretax_credit_amounts": [],
                    "quantity": 1,
                    "tax_rates": [],
                    "taxes": taxes,
                    "type": "custom_line_item",
                    "unit_amount": amount,
                    "unit_amount_decimal": str(amount),
                }
            ],
            f"/v1/credit_notes/{identifier}/lines",
        ),
        "livemode": False,
        "memo": params.get("memo"),
        "metadata": params.get("metadata", {}),
        "number": number,
        "out_of_band_amount": None,
        "pdf": f"{public_url}/credit-notes/{identifier}/pdf",
        "post_payment_amount": amount,
        "pre_payment_amount": 0,
        "pretax_credit_amounts": [],
        "reason": params.get("reason"),
        "refunds": refunds,
        "shipping_cost": None,
        "status": "issued",
        "subtotal": amount if inclusive else amount - tax,
        "subtotal_excluding_tax": amount - tax,
        "total": amount,
        "total_excluding_tax": amount - tax,
        "total_taxes": taxes,
        "type": "post_payment",
        "voided_at": None,
    }


def _line(invoice: str, item: Object, *, inclusive: bool, now: int) -> Object:
    taxes = _taxes(item["amount_tax"], net=item["amount_total"] - item["amount_tax"], inclusive=inclusive)
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": item["amount_subtotal"],
        "currency": item["currency"],
        "description": item["description"],
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice,
        "livemode": False,
        "metadata": {},
        "parent": None,
        "period": {"end": now, "start": now},
        "pretax_credit_amounts": [],
        "pricing": None,
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": None,
        "subtotal": item["amount_subtotal"],
        "taxes": taxes,
    }


def _taxes(amount: int, *, net: int, inclusive: bool) -> list[Object]:
    if not amount:
        return []
    return [
        {
            "amount": amount,
            "tax_behavior": "inclusive" if inclusive else "exclusive",
            "tax_rate_details": None,
            "taxability_reason": "standard_rated",
            "taxable_amount": net,
            "type": "tax_rate_details",
        }
    ]

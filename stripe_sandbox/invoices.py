"""The invoices of paid checkouts, and the credit notes on them."""

from __future__ import annotations

from stripe_sandbox import checkout, invoice_objects
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import Object
from stripe_sandbox.params import (
    EXPAND,
    Choice,
    Fields,
    ListOf,
    integer,
    invalid,
    metadata,
    missing_param,
    text,
)
from stripe_sandbox.world import World

CREDIT_NOTE = Fields(
    {
        "invoice": text(),
        "amount": integer(1),
        "refunds": ListOf(
            Fields({"refund": text(), "amount_refunded": integer(1), "type": Choice("refund")}), 20
        ),
        "out_of_band_amount": integer(0),
        "reason": Choice("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
        "memo": text(),
        "email_type": Choice("credit_note", "none"),
        "metadata": metadata,
        "expand": EXPAND,
    },
    required=("invoice",),
)


def issue(world: World, session: Object) -> None:
    """Make the invoice of a paid session that asked for one, and name it in the session; the caller saves that."""
    if not session["invoice_creation"]["enabled"] or session["invoice"]:
        return
    items, rates = checkout.line_items(world, session), checkout.tax_rates(world, session)
    inclusive = any(
        rate["inclusive"] if rate else item["price"]["tax_behavior"] == "inclusive"
        for item, rate in zip(items, rates, strict=True)
    )
    invoice = invoice_objects.draft(session, items, inclusive=inclusive, now=world.now())
    world.store.add(invoice)
    session["invoice"] = invoice["id"]
    if not world.faults.take("late_invoice", session["id"]):
        finalize(world, invoice["id"])


def finalize(world: World, invoice_id: str) -> Object:
    """Give a draft its number and addresses, and mark it as paid. Raises ApiError for one that has them."""
    with world.store.transaction():
        invoice = world.store.get("invoice", invoice_id, "invoice")
        if invoice["status"] != "draft":
            raise ApiError("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
        now, address = world.now(), f"{world.public_url}/invoices/{invoice_id}"
        number = 1 + sum(each["number"] is not None for each in world.store.all("invoice"))
        invoice.update(
            effective_at=now,
            hosted_invoice_url=address,
            invoice_pdf=f"{address}/pdf",
            number=f"SANDBOX-{number:04}",
            status="paid",
            status_transitions={**invoice["status_transitions"], "finalized_at": now, "paid_at": now},
        )
        world.store.save(invoice)
        world.emit("invoice.finalized", invoice)
        world.emit("invoice.paid", invoice)
        return invoice


def create_credit_note(world: World, raw: Object) -> Object:
    """Credit a part of a paid invoice: what was refunded, or paid back elsewhere."""
    params = CREDIT_NOTE(raw)
    invoice = world.store.get("invoice", params["invoice"], "invoice")
    if invoice["status"] != "paid":
        raise ApiError("The sandbox credits paid invoices only.", param="invoice")
    if "amount" not in params:
        raise missing_param("amount")
    earlier = world.store.all("credit_note", {"invoice": invoice["id"]})
    left = invoice["total"] - sum(note["amount"] for note in earlier)
    if params["amount"] > left:
        raise invalid(
            f"The credit note amount ({params['amount']}) is more than what is left of the invoice ({left}).",
            "amount",
        )
    refunds = [_refund(world, each, index, earlier) for index, each in enumerate(params.get("refunds", []))]
    given_back = sum(each["amount_refunded"] for each in refunds) + params.get("out_of_band_amount", 0)
    if given_back != params["amount"]:
        raise ApiError(
            "The sum of the refunds and of out_of_band_amount must equal the credit note amount"
            f" ({params['amount']})."
        )
    note = invoice_objects.credit_note(
        invoice,
        amount=params["amount"],
        refunds=refunds,
        params=params,
        number=f"{invoice['number']}-CN-{len(earlier) + 1:02}",
        now=world.now(),
        public_url=world.public_url,
    )
    note["out_of_band_amount"] = params.get("out_of_band_amount")
    world.store.add(note)
    invoice["post_payment_credit_notes_amount"] += params["amount"]
    world.store.save(invoice)
    world.emit("credit_note.created", note)
    return note


def _refund(world: World, requested: Object, index: int, earlier: list[Object]) -> Object:
    """Return the refund as the credit note names it. Raises ApiError when it is unknown, failed or credited already."""
    param = f"refunds[{index}][refund]"
    if "refund" not in requested:
        raise missing_param(param)
    refund = world.store.get("refund", requested["refund"], param)
    credited = sum(
        linked["amount_refunded"]
        for note in earlier
        for linked in note["refunds"]
        if linked["refund"] == refund["id"]
    )
    amount = requested.get("amount_refunded", refund["amount"])
    if refund["status"] in ("failed", "canceled") or credited + amount > refund["amount"]:
        raise ApiError(f"Refund {refund['id']} cannot be linked to this credit note.", param=param)
    return {
        "amount_refunded": amount,
        "payment_record_refund": None,
        "refund": refund["id"],
        "type": "refund",
    }

"""Create refunds, and let them succeed or fail."""

from __future__ import annotations

from stripe_sandbox import cards, charge_objects
from stripe_sandbox.errors import ApiError, missing
from stripe_sandbox.objects import Object
from stripe_sandbox.params import EXPAND, Choice, Fields, integer, invalid, metadata, text
from stripe_sandbox.world import World

REFUND = Fields(
    {
        "charge": text(),
        "payment_intent": text(),
        "amount": integer(1),
        "reason": Choice("duplicate", "fraudulent", "requested_by_customer"),
        "metadata": metadata,
        "expand": EXPAND,
    }
)


def create_refund(world: World, raw: Object, *, status: str | None = None) -> Object:
    """Refund a charge, in full unless the request has an amount.

    By default a card's refund is `succeeded` and a bank debit's is `pending`; `status` sets one of the two.
    Raises ApiError when the charge cannot be refunded, or not by that much.
    """
    params = REFUND(raw)
    with world.store.transaction():
        charge = _refundable(world, params)
        left = charge["amount"] - charge["amount_refunded"]
        amount = params.get("amount", left)
        if left == 0:
            raise ApiError(
                f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
            )
        if amount > left:
            raise invalid(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount"
            )
        by_card = charge["payment_method_details"]["type"] == "card"
        refund = charge_objects.refund(
            charge,
            now=world.now(),
            amount=amount,
            status=status or ("succeeded" if by_card else "pending"),
            reason=params.get("reason"),
            metadata=params.get("metadata", {}),
        )
        world.store.add(refund)
        balance = charge_objects.balance_transaction(refund, now=world.now(), amount=-amount, kind="refund")
        refund["balance_transaction"] = world.store.add(balance)["id"]
        world.store.save(refund)
        _add_to_charge(world, charge, amount)
        world.emit("refund.created", refund)
        if world.store.private(charge["id"]).get("number") == cards.REFUND_FAILS:
            fail_refund(world, refund["id"])
        return world.store.get("refund", refund["id"])


def succeed_refund(world: World, refund_id: str) -> Object:
    """Complete a pending refund."""
    with world.store.transaction():
        refund = world.store.get("refund", refund_id)
        if refund["status"] != "pending":
            raise ApiError(f"Refund {refund_id} is not pending.")
        previous = {"status": refund["status"], "pending_reason": refund.pop("pending_reason", None)}
        refund["status"] = "succeeded"
        world.store.save(refund)
        world.emit("refund.updated", refund, previous)
        return refund


def fail_refund(world: World, refund_id: str) -> Object:
    """Fail a refund and take its amount off what the charge has refunded."""
    with world.store.transaction():
        refund = world.store.get("refund", refund_id)
        if refund["status"] not in ("pending", "succeeded"):
            raise ApiError(f"Refund {refund_id} cannot fail: its status is {refund['status']}.")
        previous = {"status": refund["status"]}
        refund.pop("pending_reason", None)
        refund.update(status="failed", failure_reason="expired_or_canceled_card")
        world.store.save(refund)
        charge = world.store.get("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        world.store.save(charge)
        world.emit("refund.updated", refund, previous)
        world.emit("refund.failed", refund)
        return refund


def _refundable(world: World, params: Object) -> Object:
    if "charge" in params:
        charge = world.store.get("charge", params["charge"], "charge")
    elif "payment_intent" in params:
        intent = world.store.get("payment_intent", params["payment_intent"], "payment_intent")
        found = world.store.find("charge", intent["latest_charge"] or "")
        if found is None:
            raise missing("charge", intent["id"], "payment_intent")
        charge = found
    else:
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or charge.",
            "payment_intent",
        )
    if charge["status"] != "succeeded":
        raise ApiError(f"This {charge['status']} charge ({charge['id']}) cannot be refunded.", param="charge")
    disputes = world.store.all("dispute", {"charge": charge["id"]})
    if any(not dispute["is_charge_refundable"] for dispute in disputes):
        raise ApiError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    return charge


def _add_to_charge(world: World, charge: Object, amount: int) -> None:
    previous = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.store.save(charge)
    world.emit("charge.refunded", charge, previous)

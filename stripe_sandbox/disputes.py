"""Open, update and close disputes."""

from __future__ import annotations

from stripe_sandbox import charge_objects
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import Object
from stripe_sandbox.params import invalid
from stripe_sandbox.world import World

OPENING = ("needs_response", "warning_needs_response")
CLOSING = ("won", "lost", "warning_closed")
DISPUTE_STATUSES = (*OPENING, *CLOSING, "under_review", "warning_under_review", "prevented")


def open_dispute(
    world: World,
    charge_id: str,
    *,
    reason: str = "fraudulent",
    amount: int | None = None,
    status: str = "needs_response",
) -> Object:
    """Open a dispute and withdraw its amount.

    A `warning_…` status is an inquiry: no money moves.
    """
    with world.store.transaction():
        charge = world.store.get("charge", charge_id)
        if not charge["paid"]:
            raise ApiError(f"Charge {charge_id} is not paid.")
        if status not in OPENING:
            raise invalid(f"Invalid status: must be one of {', '.join(OPENING)}", "status")
        if any(each["status"] not in CLOSING for each in world.store.all("dispute", {"charge": charge_id})):
            raise ApiError(f"Charge {charge_id} is already disputed.")
        dispute = charge_objects.dispute(
            charge, now=world.now(), amount=amount or charge["amount"], reason=reason, status=status
        )
        charge["disputed"] = True
        world.store.save(charge)
        world.store.add(dispute)
        world.emit("charge.dispute.created", dispute)
        if status == "needs_response":
            _move_money(world, dispute, -dispute["amount"])
            world.emit("charge.dispute.funds_withdrawn", dispute)
        return dispute


def update_dispute(world: World, dispute_id: str, *, status: str) -> Object:
    """Give an open dispute another status that does not close it."""
    with world.store.transaction():
        dispute = _get_open(world, dispute_id)
        if status not in DISPUTE_STATUSES or status in CLOSING:
            raise invalid("Invalid status", "status")
        previous = {"status": dispute["status"]}
        dispute["status"] = status
        world.store.save(dispute)
        world.emit("charge.dispute.updated", dispute, previous)
        return dispute


def close_dispute(world: World, dispute_id: str, *, status: str) -> Object:
    """Close a dispute; one that is won gives the withdrawn amount back."""
    with world.store.transaction():
        dispute = _get_open(world, dispute_id)
        if status not in CLOSING:
            raise invalid(f"Invalid status: must be one of {', '.join(CLOSING)}", "status")
        withdrawn = bool(dispute["balance_transactions"])
        dispute["status"] = status
        dispute["is_charge_refundable"] = status in ("won", "warning_closed")
        world.store.save(dispute)
        world.emit("charge.dispute.closed", dispute)
        if status == "won" and withdrawn:
            _move_money(world, dispute, dispute["amount"])
            world.emit("charge.dispute.funds_reinstated", dispute)
        return dispute


def _get_open(world: World, dispute_id: str) -> Object:
    dispute = world.store.get("dispute", dispute_id)
    if dispute["status"] in CLOSING:
        raise ApiError(f"Dispute {dispute_id} is closed.")
    return dispute


def _move_money(world: World, dispute: Object, amount: int) -> None:
    moved = charge_objects.balance_transaction(dispute, now=world.now(), amount=amount, kind="adjustment")
    dispute["balance_transactions"].append(moved)
    world.store.save(dispute)

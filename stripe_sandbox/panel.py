"""The panel at `/`: recent checkouts and events, with a button for each action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import RedirectResponse, Response

from stripe_sandbox import checkout, money
from stripe_sandbox.actions import act
from stripe_sandbox.disputes import CLOSING
from stripe_sandbox.errors import ApiError
from stripe_sandbox.faults import API_FAULTS, INVOICE_FAULTS, WEBHOOK_FAULTS
from stripe_sandbox.objects import Object
from stripe_sandbox.render import format_time, page
from stripe_sandbox.sandbox import Sandbox

_SESSIONS, _EVENTS = 12, 24
_DELIVERY_STATES = {
    "pending": "waiting",
    "delivered": "delivered",
    "failed": "given up",
    "dropped": "dropped on purpose",
}


def show(sandbox: Sandbox, problem: str = "", status: int = 200) -> Response:
    """Return the panel page, with the problem of the last action."""
    checkout.expire_due(sandbox.world)
    store = sandbox.world.store
    sessions, events = store.all("checkout.session"), store.all("event")
    return page(
        "panel.html",
        status,
        problem=problem,
        now=format_time(sandbox.world.now()),
        endpoints=[endpoint.url for endpoint in sandbox.world.endpoints],
        sessions=[_session(sandbox, session) for session in sessions[:_SESSIONS]],
        more_sessions=max(0, len(sessions) - _SESSIONS),
        events=[_event(sandbox, event) for event in events[:_EVENTS]],
        more_events=max(0, len(events) - _EVENTS),
        webhook_faults=WEBHOOK_FAULTS,
        api_faults=(*API_FAULTS, *INVOICE_FAULTS),
        codes=[_code(sandbox, code) for code in store.all("promotion_code")],
        **sandbox.faults.state(),
    )


def submit(sandbox: Sandbox, action: str, options: dict[str, Any]) -> Response:
    """Run the action of a button and return to the panel."""
    try:
        if (setting := _SETTINGS.get(action)) is not None:
            setting(sandbox, options)
            return RedirectResponse("/#faults", 303)
        if action == "refund":
            currency = sandbox.charge_of(options["id"])["currency"]
            options = {**options, "amount": money.read_amount(options["amount"], currency)}
        act(sandbox, action, options)
    except ApiError as error:
        return show(sandbox, error.message, error.status)
    except (KeyError, ValueError) as error:
        return show(sandbox, f"Invalid value: {error}.", 400)
    place = {"resend": "events", "promotion_code": "codes"}.get(action, "sessions")
    return RedirectResponse(f"/#{place}", 303)


def _set_fault(sandbox: Sandbox, options: dict[str, Any]) -> None:
    times, value = options.get("times", "1"), options.get("value")
    sandbox.faults.set(
        options["name"],
        times=int(times) if times else None,
        value=float(value) if value else None,
        match=options.get("match", ""),
    )


def _set_seed(sandbox: Sandbox, options: dict[str, Any]) -> None:
    """Draw every fault with the same probability."""
    chance = int(options["percent"]) / 100
    sandbox.faults.randomise(int(options["seed"]), dict.fromkeys((*WEBHOOK_FAULTS, *API_FAULTS), chance))


_SETTINGS: dict[str, Callable[[Sandbox, dict[str, Any]], None]] = {
    "fault": _set_fault,
    "seed": _set_seed,
    "clear_faults": lambda sandbox, options: sandbox.faults.clear(),
}


def _session(sandbox: Sandbox, session: Object) -> dict[str, Any]:
    store = sandbox.world.store
    intent = store.find("payment_intent", session["payment_intent"] or "") or {}
    charge = store.find("charge", intent.get("latest_charge") or "") or {}
    paid = charge.get("status") == "succeeded"
    disputes = store.all("dispute", {"charge": charge["id"]}) if paid else []
    left = charge["amount"] - charge["amount_refunded"] if paid else 0
    return {
        "id": session["id"],
        "title": checkout.line_items(sandbox.world, session)[0]["description"],
        "amount": money.formatted(session["amount_total"], session["currency"]),
        "created": format_time(session["created"]),
        "state": _session_state(session, charge),
        "open": session["status"] == "open",
        "processing": intent.get("status") == "processing",
        "late_invoice": _late_invoice(sandbox, session),
        "refundable": bool(left and not charge["disputed"]),
        "left": money.decimal_text(left, session["currency"]),
        "refunds": [_refund(refund) for refund in store.all("refund", {"charge": charge["id"]})]
        if paid
        else [],
        "disputes": [{**each, "closed": each["status"] in CLOSING} for each in disputes],
        "can_dispute": paid and not disputes,
    }


def _late_invoice(sandbox: Sandbox, session: Object) -> str:
    """Return the id of the session's invoice while it is a draft."""
    invoice = sandbox.world.store.find("invoice", session["invoice"] or "")
    return str(invoice["id"]) if invoice is not None and invoice["status"] == "draft" else ""


def _session_state(session: Object, charge: Object) -> str:
    if session["status"] != "complete":
        return str(session["status"])
    if session["payment_status"] == "no_payment_required":
        return "free"
    if session["payment_status"] == "unpaid":
        return "debit failed" if charge.get("status") == "failed" else "debit on its way"
    if charge.get("refunded"):
        return "refunded"
    return "partly refunded" if charge.get("amount_refunded") else "paid"


def _refund(refund: Object) -> dict[str, Any]:
    return {
        "id": refund["id"],
        "amount": money.formatted(refund["amount"], refund["currency"]),
        "status": refund["status"],
        "pending": refund["status"] == "pending",
        "can_fail": refund["status"] in ("pending", "succeeded"),
    }


def _event(sandbox: Sandbox, event: Object) -> dict[str, Any]:
    rows = sandbox.world.store.query("select * from deliveries where event = ? order by seq", (event["id"],))
    tries = [
        {
            "state": _DELIVERY_STATES[row["state"]],
            "url": row["url"],
            "attempts": row["attempts"],
            "answer": row["last_error"] or row["last_status"] or "",
        }
        for row in rows
    ]
    return {
        "id": event["id"],
        "type": event["type"],
        "created": format_time(event["created"]),
        "tries": tries,
    }


def _code(sandbox: Sandbox, code: Object) -> dict[str, Any]:
    coupon = sandbox.world.store.get("coupon", code["promotion"]["coupon"])
    off = coupon["percent_off"]
    text = f"{off:g} % off" if off else f"{money.formatted(coupon['amount_off'], coupon['currency'])} off"
    return {"code": code["code"], "text": text, "used": code["times_redeemed"]}

"""The hosted pay page: card, bank debit, promotion code, 3-D Secure, receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stripe_sandbox import cards, checkout, money, params, paying
from stripe_sandbox.cards import Card
from stripe_sandbox.errors import ApiError, CardDeclined, SessionNotOpen
from stripe_sandbox.objects import Object
from stripe_sandbox.paying import Payer
from stripe_sandbox.render import format_time, page
from stripe_sandbox.sandbox import Sandbox
from stripe_sandbox.session_params import DEBITS

COUNTRIES = {
    "US": "United States",
    "GB": "United Kingdom",
    "DE": "Germany",
    "FR": "France",
    "NL": "Netherlands",
    "ES": "Spain",
    "SE": "Sweden",
    "CA": "Canada",
    "AU": "Australia",
    "JP": "Japan",
    "IN": "India",
}
LABELS = {
    "email": "Email",
    "number": "Card number",
    "expiry": "Expiry",
    "cvc": "CVC",
    "name": "Name on card",
    "holder": "Account holder",
    "code": "Promotion code",
    "line1": "Address",
    "postal_code": "Postal code",
    "city": "City",
    "business_name": "Business name (optional)",
}
TEST_CARDS = (
    ("4242 4242 4242 4242", "pays"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
    ("4000 0025 0000 3155", "asks for 3-D Secure"),
    ("4000 0000 0000 0259", "pays, and is disputed at once"),
    ("4000 0000 0000 5126", "pays, but its refund fails"),
)


@dataclass
class Entry:
    """The typed values and their errors, by field."""

    method: str = "card"
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> Entry:
        names = (*LABELS, "country", "tax_id")
        method = "debit" if form.get("method") == "debit" else "card"
        return cls(method=method, values={name: str(form.get(name, ""))[:300] for name in names})


def show(sandbox: Sandbox, session_id: str, entry: Entry | None = None, status: int = 200) -> Response:
    try:
        session = checkout.get(sandbox.world, session_id)
    except ApiError:
        return page(
            "notice.html", 404, title="No such checkout", text="There is no checkout at this address."
        )
    if session["status"] != "open":
        return _closed(session)
    quoted, items = checkout.quoted(sandbox.world, session)
    entry = entry or Entry()
    return page(
        "pay.html",
        status,
        session=session,
        summary=_summary(sandbox, quoted, items),
        entry=entry,
        problems=[{"field": name, "text": text} for name, text in entry.errors.items() if name != "code"],
        asks=_asks(quoted),
        countries=COUNTRIES,
        test_cards=TEST_CARDS,
        labels=LABELS,
        pay_label=f"Pay {money.formatted(quoted['amount_total'], quoted['currency'])}",
    )


def submit(sandbox: Sandbox, session_id: str, form: Mapping[str, Any]) -> Response:
    """Pay, or change the promotion code.

    A session that is already paid redirects and charges nothing.
    """
    entry = Entry.read(form)
    try:
        if form.get("do") == "apply":
            return _apply(sandbox, session_id, entry)
        if form.get("do") == "remove":
            checkout.remove_code(sandbox.world, session_id)
            return _back(session_id)
        session = _pay(sandbox, session_id, entry)
    except CardDeclined as refusal:
        entry.errors[refusal.field] = refusal.message
        return show(sandbox, session_id, entry, 402)
    except SessionNotOpen as closed:
        if closed.state == "complete":
            return _finished(sandbox.session(session_id))
        return show(sandbox, session_id, status=409)
    except ApiError as error:
        return page("notice.html", error.status, title="Something went wrong", text=error.message)
    if session is None:
        return show(sandbox, session_id, entry, 422)
    if session["status"] == "open":
        return RedirectResponse(f"/pay/{session_id}/authenticate", 303)
    return _finished(session)


def show_authentication(sandbox: Sandbox, session_id: str) -> Response:
    if not paying.awaits_authentication(sandbox.world, session_id):
        return _back(session_id)
    session, _ = checkout.quoted(sandbox.world, checkout.get(sandbox.world, session_id))
    amount = money.formatted(session["amount_total"], session["currency"])
    return page("authenticate.html", session=session, amount=amount)


def authenticate(sandbox: Sandbox, session_id: str, form: Mapping[str, Any]) -> Response:
    try:
        return _finished(
            paying.authenticate(sandbox.world, session_id, passed=form.get("outcome") == "complete")
        )
    except CardDeclined as refusal:
        return show(sandbox, session_id, Entry(errors={"number": refusal.message}), 402)
    except SessionNotOpen as closed:
        return _finished(sandbox.session(session_id)) if closed.state == "complete" else _back(session_id)
    except ApiError:
        return _back(session_id)


def receipt(sandbox: Sandbox, charge_id: str) -> Response:
    charge = sandbox.world.store.find("charge", charge_id)
    if charge is None or not charge["paid"]:
        return page("notice.html", 404, title="No such receipt", text="There is no receipt at this address.")
    amount = money.formatted(charge["amount"], charge["currency"])
    refunded = (
        money.formatted(charge["amount_refunded"], charge["currency"]) if charge["amount_refunded"] else ""
    )
    return page(
        "receipt.html",
        charge=charge,
        amount=amount,
        refunded=refunded,
        paid_at=format_time(charge["created"]),
    )


async def read_form(request: Request) -> dict[str, Any]:
    return dict(await request.form(max_fields=50, max_files=0))


def _pay(sandbox: Sandbox, session_id: str, entry: Entry) -> Object | None:
    """Pay with the typed values, or return None when they have errors."""
    world, values = sandbox.world, entry.values
    session, _ = checkout.quoted(world, checkout.get_open(world, session_id))
    asks, card = _asks(session), None
    if asks["email"]:
        try:
            params.email(values["email"], "email")
        except ApiError:
            entry.errors["email"] = "Enter an email address, such as name@example.com."
    if asks["payment"] and entry.method == "card":
        card, errors = cards.read_card(
            number=values["number"],
            expiry=values["expiry"],
            cvc=values["cvc"],
            name=values["name"],
            now=world.time(),
        )
        entry.errors |= errors
    if asks["address"]:
        for name in ("line1", "postal_code", "city"):
            if not values[name].strip():
                entry.errors[name] = "Enter your billing address."
    if asks["payment"] and entry.method == "debit" and not values["holder"].strip():
        entry.errors["holder"] = "Enter the account holder's name."
    if entry.errors:
        return None
    return _submit(sandbox, session, entry, card)


def _submit(sandbox: Sandbox, session: Object, entry: Entry, card: Card | None) -> Object:
    asks, values = _asks(session), entry.values
    payer = Payer(
        name=(values["holder"] if entry.method == "debit" else values["name"]).strip(),
        email=values["email"] or None,
        country=values["country"] if asks["country"] and values["country"] in COUNTRIES else None,
        tax_id=values["tax_id"].strip() or None if asks["tax_id"] else None,
        business_name=values["business_name"].strip() or None if asks["tax_id"] else None,
        **{
            name: values[name].strip() or None for name in ("line1", "postal_code", "city") if asks["address"]
        },
    )
    if not asks["payment"]:
        return paying.submit_free(sandbox.world, session["id"], payer)
    if card is None:
        return paying.submit_debit(sandbox.world, session["id"], payer)
    return paying.submit_card(sandbox.world, session["id"], card, payer)


def _apply(sandbox: Sandbox, session_id: str, entry: Entry) -> Response:
    try:
        checkout.apply_code(sandbox.world, session_id, entry.values["code"])
    except SessionNotOpen:
        raise
    except ApiError as error:
        entry.errors["code"] = error.message
        return show(sandbox, session_id, entry, 422)
    return _back(session_id)


def _asks(session: Object) -> dict[str, bool]:
    """Return which parts of the form this session needs."""
    return {
        "email": not session["customer_email"],
        "payment": session["amount_total"] > 0,
        "card": "card" in session["payment_method_types"],
        "debit": DEBITS.get(session["currency"]) in session["payment_method_types"],
        "country": session["automatic_tax"]["enabled"] or session["billing_address_collection"] == "required",
        "address": session["billing_address_collection"] == "required",
        "tax_id": bool(session.get("tax_id_collection", {}).get("enabled")),
        "code": bool(session["allow_promotion_codes"]),
    }


def _summary(sandbox: Sandbox, session: Object, items: list[Object]) -> dict[str, Any]:
    def amount(value: int) -> str:
        return money.formatted(value, session["currency"])

    details, notes = session["total_details"], sandbox.world.store.private(session["id"])["notes"]
    rate = checkout.tax_rates(sandbox.world, session)[0]
    inclusive = rate["inclusive"] if rate else items[0]["price"]["tax_behavior"] == "inclusive"
    code = None
    for discount in session["discounts"]:
        if discount["promotion_code"]:
            code = sandbox.world.store.get("promotion_code", discount["promotion_code"])["code"]
    return {
        "total": amount(session["amount_total"]),
        "items": [
            {**item, "amount": amount(item["amount_subtotal"]), "note": note}
            for item, note in zip(items, notes, strict=True)
        ],
        "subtotal": amount(session["amount_subtotal"]),
        "discount": amount(-details["amount_discount"]) if details["amount_discount"] else "",
        "tax": amount(details["amount_tax"]) if session["automatic_tax"]["enabled"] or rate else "",
        "tax_name": rate["display_name"] if rate else "Tax",
        "tax_percent": f"{rate['percentage']:g}" if rate else money.TAX_PERCENT,
        "is_tax_in_price": inclusive,
        "code": code,
        "email": session["customer_email"],
    }


def _closed(session: Object) -> Response:
    if session["status"] == "complete":
        paid = session["payment_status"] != "unpaid"
        text = "Thank you." if paid else "The bank debit is on its way and settles later."
        title = "This checkout is paid" if paid else "This checkout is complete"
        return page("notice.html", title=title, text=text, link=_success_url(session), link_text="Continue")
    text = "Nothing was charged. Go back to start a new one."
    return page(
        "notice.html",
        title="This checkout has expired",
        text=text,
        link=session["cancel_url"],
        link_text="Go back",
    )


def _success_url(session: Object) -> str:
    return str(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _finished(session: Object) -> Response:
    return RedirectResponse(_success_url(session), 303)


def _back(session_id: str) -> Response:
    return RedirectResponse(f"/pay/{session_id}", 303)

"""Payments: by card, with 3-D Secure, by a bank debit that settles later, or free."""

from __future__ import annotations

from dataclasses import dataclass

from stripe_sandbox import cards, charge_objects, checkout, disputes, invoices, objects, promotions
from stripe_sandbox.cards import Card
from stripe_sandbox.errors import ApiError, CardDeclined
from stripe_sandbox.objects import Object
from stripe_sandbox.session_params import DEBITS
from stripe_sandbox.world import World

AUTHENTICATION_FAILED = "The bank could not authenticate this payment. Try again or use another card."


@dataclass(frozen=True)
class Payer:
    """What the customer types on the pay page, apart from the card."""

    name: str
    email: str | None = None
    country: str | None = None
    tax_id: str | None = None
    business_name: str | None = None
    line1: str | None = None
    postal_code: str | None = None
    city: str | None = None

    def address(self) -> Object:
        return objects.address(self.country, line1=self.line1, postal_code=self.postal_code, city=self.city)


def submit_card(world: World, session_id: str, card: Card, payer: Payer) -> Object:
    """Charge the card and return the session. Raises CardDeclined.

    The session stays open when the card asks for 3-D Secure.
    """
    with world.store.transaction():
        session = _prepare(world, session_id, payer)
        if "card" not in session["payment_method_types"]:
            raise ApiError("This Checkout Session takes no cards.")
        intent = _intent(world, session)
        refusal = card.refusal()
        if refusal:
            _decline(world, intent, card, payer, refusal)
        elif card.number == cards.AUTHENTICATES:
            _ask_to_authenticate(world, session, intent, card, payer)
        else:
            _charge_card(world, session, intent, card, payer)
    # After the transaction, which an exception would roll back together with the declined charge.
    if refusal:
        raise refusal
    return session


def submit_debit(world: World, session_id: str, payer: Payer) -> Object:
    """Complete the session by a bank debit. It stays unpaid until the debit settles."""
    with world.store.transaction():
        session = _prepare(world, session_id, payer)
        method = DEBITS.get(session["currency"])
        if method is None or method not in session["payment_method_types"]:
            raise ApiError("This Checkout Session takes no bank debits.")
        intent = _intent(world, session)
        details = {"type": method, method: {"fingerprint": "sandbox", "last4": "6789", "mandate": None}}
        charge = _charge(world, session, intent, details, payer)
        world.store.add(charge)
        world.emit("charge.pending", charge)
        intent.update(
            status="processing", latest_charge=charge["id"], payment_method=charge["payment_method"]
        )
        world.store.save(intent)
        world.emit("payment_intent.processing", intent)
        _complete(world, session, "unpaid")
        return session


def submit_free(world: World, session_id: str, payer: Payer) -> Object:
    """Complete a session whose total is 0."""
    with world.store.transaction():
        session = _prepare(world, session_id, payer)
        if session["amount_total"]:
            raise ApiError("This Checkout Session is not free.")
        _complete(world, session, "no_payment_required")
        return session


def awaits_authentication(world: World, session_id: str) -> bool:
    """Return whether 3-D Secure was requested and is not finished."""
    return "awaiting" in world.store.private(session_id)


def authenticate(world: World, session_id: str, *, passed: bool) -> Object:
    """Finish 3-D Secure. Raises CardDeclined when it failed."""
    with world.store.transaction():
        session = checkout.get_open(world, session_id)
        private = world.store.private(session_id)
        waiting = private.pop("awaiting", None)
        if waiting is None:
            raise ApiError("Nothing to authenticate.")
        world.store.save_private(session_id, private)
        card, payer = Card(**waiting["card"]), Payer(**waiting["payer"])
        intent = world.store.get("payment_intent", session["payment_intent"])
        intent["next_action"] = None
        if passed:
            _charge_card(world, session, intent, card, payer)
            return session
        refusal = CardDeclined(AUTHENTICATION_FAILED, code="payment_intent_authentication_failure")
        _fail_intent(world, intent, refusal, charge=None)
    raise refusal


def settle_debit(world: World, session_id: str) -> Object:
    """Let a bank debit succeed: the session is paid."""
    with world.store.transaction():
        session, intent, charge = _processing_debit(world, session_id)
        _succeed(world, intent, charge)
        session["payment_status"] = "paid"
        invoices.issue(world, session)
        world.store.save(session)
        world.emit("checkout.session.async_payment_succeeded", session)
        return session


def fail_debit(world: World, session_id: str) -> Object:
    """Let a bank debit fail: the session stays unpaid."""
    with world.store.transaction():
        session, intent, charge = _processing_debit(world, session_id)
        refusal = CardDeclined("The customer's account has insufficient funds.", code="insufficient_funds")
        charge.update(status="failed", failure_code=refusal.code, failure_message=refusal.message)
        world.store.save(charge)
        world.emit("charge.failed", charge)
        _fail_intent(world, intent, refusal, charge=charge["id"])
        world.emit("checkout.session.async_payment_failed", session)
        return session


def _prepare(world: World, session_id: str, payer: Payer) -> Object:
    session = checkout.get_open(world, session_id)
    checkout.fix_totals(world, session)
    private = world.store.private(session_id)
    if private.pop("awaiting", None):
        world.store.save_private(session_id, private)
    email = session["customer_email"] or payer.email
    session["customer_details"] = objects.customer_details(
        email,
        name=payer.business_name or payer.name,
        where=payer.address() if payer.country else None,
        business_name=payer.business_name,
        tax_id=payer.tax_id,
    )
    return world.store.save(session)


def _intent(world: World, session: Object) -> Object:
    if not session["amount_total"]:
        raise ApiError("This Checkout Session is free: there is nothing to charge.")
    if session["payment_intent"]:
        intent = world.store.get("payment_intent", session["payment_intent"])
        intent.update(amount=session["amount_total"], next_action=None)
        return intent
    requested = world.store.private(session["id"])["payment_intent_data"]
    intent = world.store.add(objects.payment_intent(session, requested, now=world.now()))
    session["payment_intent"] = intent["id"]
    world.store.save(session)
    world.emit("payment_intent.created", intent)
    return intent


def _charge(world: World, session: Object, intent: Object, details: Object, payer: Payer) -> Object:
    billing = {
        "address": payer.address(),
        "email": session["customer_details"]["email"],
        "name": payer.name,
        "phone": None,
        "tax_id": payer.tax_id,
    }
    return charge_objects.charge(
        intent, now=world.now(), details=details, billing=billing, receipt_base=world.public_url
    )


def _charge_card(world: World, session: Object, intent: Object, card: Card, payer: Payer) -> None:
    authenticated = card.number == cards.AUTHENTICATES
    details = charge_objects.card_details(card.number, card.month, card.year, authenticated=authenticated)
    charge = world.store.add(_charge(world, session, intent, details, payer))
    world.store.save_private(charge["id"], {"number": card.number})
    _succeed(world, intent, charge)
    _complete(world, session, "paid")
    if card.number == cards.DISPUTED:
        disputes.open_dispute(world, charge["id"])


def _succeed(world: World, intent: Object, charge: Object) -> None:
    balance = world.store.add(
        charge_objects.balance_transaction(
            charge,
            now=world.now(),
            amount=charge["amount"],
            kind="charge" if charge["id"].startswith("ch_") else "payment",
        )
    )
    charge.update(
        status="succeeded",
        paid=True,
        amount_captured=charge["amount"],
        balance_transaction=balance["id"],
        outcome=_outcome("authorized", "approved_by_network", "Payment complete."),
    )
    world.store.save(charge)
    world.emit("charge.succeeded", charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
    )
    world.store.save(intent)
    world.emit("payment_intent.succeeded", intent)


def _outcome(kind: str, network_status: str, message: str, reason: str | None = None) -> Object:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 10,
        "seller_message": message,
        "type": kind,
    }


def _complete(world: World, session: Object, payment_status: str) -> None:
    session.update(status="complete", payment_status=payment_status, url=None)
    private = world.store.private(session["id"])
    private.pop("awaiting", None)
    world.store.save_private(session["id"], private)
    promotions.redeem(world, session)
    if session["customer_creation"] == "always" or session["invoice_creation"]["enabled"]:
        session["customer"] = objects.new_id("cus", 14)
    if payment_status != "unpaid":
        invoices.issue(world, session)
    world.store.save(session)
    world.emit("checkout.session.completed", session)


def _decline(world: World, intent: Object, card: Card, payer: Payer, refusal: CardDeclined) -> None:
    session = world.store.all("checkout.session", {"payment_intent": intent["id"]})[0]
    details = charge_objects.card_details(
        card.number, card.month, card.year, authenticated=False, cvc_ok=refusal.code != "incorrect_cvc"
    )
    charge = _charge(world, session, intent, details, payer)
    charge.update(
        status="failed",
        failure_code=refusal.code,
        failure_message=refusal.message,
        outcome=_outcome(
            "issuer_declined",
            "declined_by_network",
            refusal.message,
            refusal.extra["decline_code"] or refusal.code,
        ),
    )
    world.store.add(charge)
    world.emit("charge.failed", charge)
    intent["latest_charge"] = charge["id"]
    _fail_intent(world, intent, refusal, charge=charge["id"])


def _fail_intent(world: World, intent: Object, refusal: CardDeclined, *, charge: str | None) -> None:
    error = {**refusal.body()["error"], **({"charge": charge} if charge else {})}
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    world.store.save(intent)
    world.emit("payment_intent.payment_failed", intent)


def _ask_to_authenticate(world: World, session: Object, intent: Object, card: Card, payer: Payer) -> None:
    private = world.store.private(session["id"])
    private["awaiting"] = {"card": vars(card), "payer": vars(payer)}
    world.store.save_private(session["id"], private)
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": session["url"], "url": f"{session['url']}/authenticate"},
        },
    )
    world.store.save(intent)
    world.emit("payment_intent.requires_action", intent)


def _processing_debit(world: World, session_id: str) -> tuple[Object, Object, Object]:
    session = world.store.get("checkout.session", session_id)
    intent = world.store.find("payment_intent", session["payment_intent"] or "")
    if intent is None or intent["status"] != "processing":
        raise ApiError(f"{session_id} has no bank debit on its way.")
    return session, intent, world.store.get("charge", intent["latest_charge"])

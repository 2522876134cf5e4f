"""Add what was paid before the sandbox was started, without an event: for demo data and fixtures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe_sandbox import cards, checkout, objects, paying
from stripe_sandbox.cards import Card
from stripe_sandbox.objects import Object
from stripe_sandbox.paying import Payer
from stripe_sandbox.world import World


class _Past(World):
    """The same store at an earlier time. Nobody hears of what happened there."""

    def __init__(self, world: World, now: int) -> None:
        super().__init__(world.store, clock=lambda: now, endpoints=[], public_url=world.public_url)

    def time(self) -> float:
        return self.clock()

    def emit(self, event_type: str, subject: Object, previous: Object | None = None) -> Object:
        return {}


def add_paid_session(
    world: World,
    *,
    session_id: str,
    payment_intent: str,
    amount: int,
    currency: str,
    description: str,
    email: str,
    paid_at: int,
    metadata: Mapping[str, str] | None = None,
) -> Object:
    """Add a session that was paid by card, with these ids; one that exists already stays as it is."""
    with world.store.transaction():
        if (known := world.store.find("checkout.session", session_id)) is not None:
            return known
        past = _Past(world, paid_at)
        price: dict[str, Any] = {
            "currency": currency.lower(),
            "unit_amount": str(amount),
            "product_data": {"name": description},
        }
        raw = {
            "mode": "payment",
            "success_url": "https://shop.example/",
            "customer_email": email,
            "line_items": {"0": {"quantity": "1", "price_data": price}},
            "metadata": dict(metadata or {}),
        }
        session = checkout.create(past, raw, identifier=session_id)
        intent = objects.payment_intent(session, {"metadata": dict(metadata or {})}, now=paid_at)
        intent["id"] = session["payment_intent"] = payment_intent
        world.store.add(intent)
        world.store.save(session)
        payer = Payer(name="Sandbox Payer", email=email)
        return paying.submit_card(past, session_id, Card(cards.PAYS, 12, 2099), payer)

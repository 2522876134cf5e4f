"""`Sandbox`: Stripe's API, customers, banks and webhooks in one object."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stripe_sandbox import cards, checkout, disputes, history, invoices, paying, promotions, refunds
from stripe_sandbox.api import Api, Response
from stripe_sandbox.cards import Card
from stripe_sandbox.deliveries import Attempt, Deliveries, Post
from stripe_sandbox.faults import Faults
from stripe_sandbox.objects import Object
from stripe_sandbox.paying import Payer
from stripe_sandbox.store import Store
from stripe_sandbox.world import Endpoint, World

_MAX_ROUNDS = 20


class Sandbox:
    """An offline Stripe account.

    `db_path` is a SQLite file or `:memory:`. `compression` divides Stripe's waiting times between webhook retries.
    """

    def __init__(
        self,
        db_path: str = ":memory:",
        *,
        secret_key: str = "sk_test_sandbox",  # noqa: S107 - an obvious fake
        webhook_secrets: Iterable[str] = ("whsec_sandbox",),
        webhook_urls: Iterable[str] = (),
        event_types: Iterable[str] = ("*",),
        public_url: str = "http://127.0.0.1:12111",
        clock: Callable[[], float] = time.time,
        compression: float = 300.0,
    ) -> None:
        types = frozenset(event_types)
        endpoints = [Endpoint(url, types) for url in webhook_urls]
        self.world = World(Store(db_path), clock=clock, endpoints=endpoints, public_url=public_url)
        self.deliveries = Deliveries(self.world, list(webhook_secrets), compression=compression)
        self._api = Api(self.world, secret_key)

    @property
    def faults(self) -> Faults:
        return self.world.faults

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        """Answer an API request: status, headers, body.

        Raises ConnectionFault when a fault says so.
        """
        return self._api.handle(method, path, headers, body)

    def close(self) -> None:
        self.world.store.close()

    def reset(self) -> None:
        """Delete all objects, stored answers, deliveries, faults and the clock's advance."""
        self.world.store.clear()

    def advance(self, seconds: float) -> int:
        """Move the clock forward, expire sessions that are due, and return the new time."""
        now = self.world.advance(seconds)
        checkout.expire_due(self.world)
        return now

    def session(self, session_id: str) -> Object:
        return checkout.get(self.world, session_id)

    def events(self, event_type: str | None = None) -> list[Object]:
        """Return all events, or those of one type, newest first."""
        return self.world.store.all("event", {"type": event_type} if event_type else None)

    def add_paid_session(self, **facts: Any) -> Object:
        """Add a session that was paid before, without events; see `history.add_paid_session`."""
        return history.add_paid_session(self.world, **facts)

    def pay(
        self,
        session_id: str,
        card: str = cards.PAYS,
        *,
        name: str = "Sandbox Payer",
        email: str = "payer@example.com",
        promotion_code: str | None = None,
        authenticate: bool = True,
        **billing: str,
    ) -> Object:
        """Pay as a customer on the pay page would.

        `authenticate` passes or fails 3-D Secure. `billing` may have country, line1, postal_code, city, tax_id and
        business_name.
        A free session completes without a card. Raises CardDeclined, or SessionNotOpen.
        """
        with self.world.store.transaction():
            if promotion_code:
                checkout.apply_code(self.world, session_id, promotion_code)
            payer = Payer(name=name, email=email, **billing)
            session = checkout.get_open(self.world, session_id)
            if not checkout.quoted(self.world, session)[0]["amount_total"]:
                return paying.submit_free(self.world, session_id, payer)
        session = paying.submit_card(self.world, session_id, Card(card, 12, 2099), payer)
        if session["status"] == "open":
            session = paying.authenticate(self.world, session_id, passed=authenticate)
        return session

    def pay_by_debit(
        self, session_id: str, *, name: str = "Sandbox Payer", email: str = "payer@example.com"
    ) -> Object:
        return paying.submit_debit(self.world, session_id, Payer(name=name, email=email))

    def settle_debit(self, session_id: str) -> Object:
        return paying.settle_debit(self.world, session_id)

    def fail_debit(self, session_id: str) -> Object:
        return paying.fail_debit(self.world, session_id)

    def expire(self, session_id: str) -> Object:
        return checkout.expire(self.world, session_id)

    def refund(self, charge_id: str, amount: int | None = None, *, status: str | None = None) -> Object:
        """Refund a charge as on the panel, outside the API.

        `status` may be `pending` or `succeeded`.
        """
        raw = {"charge": charge_id, **({} if amount is None else {"amount": str(amount)})}
        return refunds.create_refund(self.world, raw, status=status)

    def finalize_invoice(self, invoice_id: str) -> Object:
        """Give an invoice that the fault `late_invoice` left a draft its number and addresses."""
        return invoices.finalize(self.world, invoice_id)

    def succeed_refund(self, refund_id: str) -> Object:
        return refunds.succeed_refund(self.world, refund_id)

    def fail_refund(self, refund_id: str) -> Object:
        return refunds.fail_refund(self.world, refund_id)

    def dispute(self, charge_id: str, **options: Any) -> Object:
        """Open a dispute. Options: reason, amount, status."""
        return disputes.open_dispute(self.world, charge_id, **options)

    def update_dispute(self, dispute_id: str, status: str) -> Object:
        return disputes.update_dispute(self.world, dispute_id, status=status)

    def close_dispute(self, dispute_id: str, status: str) -> Object:
        """Close a dispute. `status` is won, lost or warning_closed."""
        return disputes.close_dispute(self.world, dispute_id, status=status)

    def create_promotion_code(self, code: str, percent_off: float = 100) -> Object:
        with self.world.store.transaction():
            coupon = promotions.create_coupon(
                self.world, {"percent_off": str(percent_off), "duration": "once"}
            )
            raw = {"promotion": {"type": "coupon", "coupon": coupon["id"]}, "code": code}
            return promotions.create_promotion_code(self.world, raw)

    def resend(self, event_id: str) -> Object:
        """Queue an event again for every endpoint."""
        return self.deliveries.resend(event_id)

    def deliver_pending(self, post: Post) -> list[Attempt]:
        """Post due webhooks, and those they cause, until none is due.

        Retries become due as the clock moves.
        """
        attempts: list[Attempt] = []
        for _ in range(_MAX_ROUNDS):
            checkout.expire_due(self.world)
            batch = self.deliveries.deliver_due(post)
            if not batch:
                break
            attempts += batch
        return attempts

    def charge_of(self, session_id: str) -> Object:
        """Return the latest charge of a session."""
        session = self.world.store.get("checkout.session", session_id)
        intent = self.world.store.get("payment_intent", session["payment_intent"] or "")
        return self.world.store.get("charge", intent["latest_charge"] or "")

"""What Stripe answers and tells, as much of it as this site needs to know. Sums are in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CheckoutSession:
    """What this site needs to know of a Checkout Session."""

    id: str
    url: str
    status: str
    payment_status: str
    livemode: bool
    currency: str
    subtotal: int
    total: int
    discount: int
    tax: int
    payment_intent: str
    expires_at: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        return self.payment_status in ("paid", "no_payment_required") and self.status == "complete"


@dataclass(frozen=True, kw_only=True)
class Refund:
    id: str
    status: str
    amount: int
    currency: str
    created: datetime
    payment_intent: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Dispute:
    id: str
    status: str
    reason: str
    amount: int
    currency: str
    created: datetime
    payment_intent: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """A verified event: a trigger to go and look, not a fact to rely on."""

    id: str
    type: str
    livemode: bool
    created: datetime
    object_id: str
    object_type: str
    payment_intent: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


def event_of(event: Mapping[str, Any]) -> Event:
    """Of Stripe's own form of it. Raises ValueError, LookupError or the like for what is no event."""
    thing = event["data"]["object"]
    return Event(
        id=_name(event["id"]),
        type=_name(event["type"], longest=100),
        livemode=bool(event["livemode"]),
        created=datetime.fromtimestamp(event["created"], UTC),
        object_id=_name(thing.get("id")),
        object_type=_name(thing.get("object")),
        payment_intent=_name(_id_in(thing.get("payment_intent"))),
        metadata={str(key): str(value) for key, value in (thing.get("metadata") or {}).items()},
    )


def _id_in(reference: Any) -> str:
    """Stripe gives a reference as an id or, expanded, as the object."""
    if isinstance(reference, Mapping):
        return str(reference.get("id") or "")
    return str(reference or "")


def _name(value: Any, *, longest: int = 255) -> str:
    """An id or a type as Stripe makes them. Raises ValueError for what no database column would hold."""
    name = str(value or "")
    if len(name) > longest or not (name.isascii() and name.isprintable()):
        raise ValueError("not an id or a type")
    return name

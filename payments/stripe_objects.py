"""Typed results of the gateway: the parts of Stripe's objects that this site uses. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CheckoutSession:
    """A Checkout Session."""

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
    """A verified event. It only triggers a request for the object itself."""

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
    """Convert Stripe's JSON of an event. Raises ValueError, TypeError or LookupError when it is none."""
    thing = event["data"]["object"]
    return Event(
        id=_name(event["id"]),
        type=_name(event["type"], max_length=100),
        livemode=bool(event["livemode"]),
        created=datetime.fromtimestamp(event["created"], UTC),
        object_id=_name(thing.get("id")),
        object_type=_name(thing.get("object")),
        payment_intent=_name(_id_in(thing.get("payment_intent"))),
        metadata={str(key): str(value) for key, value in (thing.get("metadata") or {}).items()},
    )


def _id_in(reference: Any) -> str:
    """Return the id of a reference, which Stripe gives as an id or as the expanded object."""
    if isinstance(reference, Mapping):
        return str(reference.get("id") or "")
    return str(reference or "")


def _name(value: Any, *, max_length: int = 255) -> str:
    """Return an id or a type as text. Raises ValueError when no database column could store it."""
    name = str(value or "")
    if len(name) > max_length or not (name.isascii() and name.isprintable()):
        raise ValueError("not an id or a type")
    return name

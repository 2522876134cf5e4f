"""Typed results of the gateway: the parts of Stripe's objects that this site uses. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """What the payer said on the payment page. The address is in lines, its country last and as a code."""

    name: str = ""
    address: tuple[str, ...] = ()
    tax_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Method:
    """How was paid: Stripe's word, such as `card` or `sepa_debit`; brand and last digits where it has them."""

    kind: str = ""
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice; number and addresses are empty until Stripe has finished it."""

    id: str
    number: str = ""
    url: str = ""
    pdf: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        return bool(self.number)


@dataclass(frozen=True, kw_only=True)
class CreditNote:
    """A credit note that has not been voided, with the ids of the refunds that it is for."""

    id: str
    number: str
    pdf: str
    refunds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckoutSession:
    """A Checkout Session. A list of sessions has no method, and of the invoice no more than its id."""

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
    buyer: Buyer = Buyer()
    method: Method = Method()
    # Whether Stripe writes an invoice once it is paid.
    is_invoiced: bool = False
    invoice: Invoice | None = None

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


def buyer_of(details: Mapping[str, Any] | None) -> Buyer:
    """Convert the details of the customer, which are None until the payment page has asked for them."""
    if not details:
        return Buyer()
    where = details.get("address") or {}
    town = " ".join(part for part in (where.get("postal_code"), where.get("city")) if part)
    lines = (where.get("line1"), where.get("line2"), town, where.get("state"), where.get("country"))
    name = details.get("business_name") or details.get("name")
    return Buyer(
        name=str(name or ""),
        address=tuple(str(line) for line in lines if line),
        tax_ids=tuple(str(each["value"]) for each in details.get("tax_ids") or [] if each.get("value")),
    )


def method_of(charge: Mapping[str, Any] | None) -> Method:
    """Convert the payment method of a charge; None without a charge, as of a session that cost nothing."""
    details = (charge or {}).get("payment_method_details") or {}
    kind = str(details.get("type") or "")
    own = details.get(kind) or {}
    return Method(kind=kind, brand=str(own.get("brand") or ""), last4=str(own.get("last4") or ""))


def invoice_of(reference: Any) -> Invoice | None:
    """Convert an invoice, which may be None, an id, or the expanded object."""
    if not reference:
        return None
    return Invoice(id=reference) if isinstance(reference, str) else invoice_from(reference)


def invoice_from(invoice: Mapping[str, Any]) -> Invoice:
    return Invoice(
        id=str(invoice["id"]),
        number=str(invoice.get("number") or ""),
        url=str(invoice.get("hosted_invoice_url") or ""),
        pdf=str(invoice.get("invoice_pdf") or ""),
        metadata={str(key): str(value) for key, value in (invoice.get("metadata") or {}).items()},
    )


def credit_note_of(note: Mapping[str, Any]) -> CreditNote:
    return CreditNote(
        id=str(note["id"]),
        number=str(note["number"]),
        pdf=str(note["pdf"]),
        refunds=tuple(_id_in(each["refund"]) for each in note["refunds"] if each.get("refund")),
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

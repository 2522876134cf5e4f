"""Ask Stripe: the only module that imports its SDK.

Callers get the dataclasses of `payments.stripe_objects` and the errors below, never Stripe's own.

Nothing here is called inside a transaction or under a lock.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings
from django.core.signals import setting_changed
from django.db import transaction
from django.utils.module_loading import import_string

from payments import visitors
from payments.stripe_objects import (
    CheckoutSession,
    CreditNote,
    Dispute,
    Event,
    Invoice,
    Refund,
    buyer_of,
    credit_note_of,
    event_of,
    invoice_from,
    invoice_of,
    method_of,
)

logger = logging.getLogger(__name__)

# For scheduled jobs. A visitor's request is sent once: see payments.visitors.
NETWORK_RETRIES = 2
# How old a signed event may be; Stripe's own default.
SIGNATURE_TOLERANCE_SECONDS = 300
MAX_CONNECT_SECONDS = 2.0
# What a receipt needs beside the session.
RECEIPT_PARTS = ("payment_intent.latest_charge", "invoice")


class GatewayError(Exception):
    """Stripe could not be asked, or said no. The message is for logs, never for visitors."""


class GatewayUnavailable(GatewayError):
    """No definite answer: the work may or may not have been done. Ask again with the same key."""


class GatewayBusy(GatewayUnavailable):
    """Too many visitors are waiting for Stripe: this one was not asked for."""


class GatewayStuck(GatewayUnavailable):
    """Stripe failed half-way and repeats that failure for this key: whether it was done stays unknown."""


class GatewayRefused(GatewayError):
    """Stripe refused: nothing was done, and asking the same again is refused again."""


class InvalidEvent(Exception):
    """The request is not an event that Stripe signed for us."""


def create_session(params: Mapping[str, Any], *, idempotency_key: str) -> CheckoutSession:
    """Open a Checkout Session; the same key and parameters always give the same session, or GatewayStuck."""
    with _translated("creating a session"):
        session = _client().v1.checkout.sessions.create(
            params,  # type: ignore[arg-type]  # stored as JSON; held to Stripe's types by the contract tests
            {"idempotency_key": idempotency_key},
        )
    return _session(session)


def retrieve_session(session_id: str) -> CheckoutSession:
    """Return the session with what a receipt needs: how it was paid, and its invoice.

    A key that may not read those gets the session alone, so that it is settled all the same.
    """
    with _translated("retrieving a session"):
        try:
            found = _client().v1.checkout.sessions.retrieve(session_id, {"expand": list(RECEIPT_PARTS)})
        except stripe.PermissionError as error:
            logger.warning(
                "The key may not read charges or invoices, so receipts lack them: %s", error.request_id
            )
            found = _client().v1.checkout.sessions.retrieve(session_id)
    return _session(found)


def expire_session(session_id: str, *, idempotency_key: str) -> CheckoutSession:
    """Close an open session, so that nobody can pay it any more. Refused when it is complete already."""
    with _translated("expiring a session"):
        session = _client().v1.checkout.sessions.expire(
            session_id, None, {"idempotency_key": idempotency_key}
        )
    return _session(session)


def create_refund(
    *, payment_intent: str, amount: int, idempotency_key: str, metadata: Mapping[str, str]
) -> Refund:
    """Give back part or all of what was charged."""
    with _translated("creating a refund"):
        refund = _client().v1.refunds.create(
            {"payment_intent": payment_intent, "amount": amount, "metadata": dict(metadata)},
            {"idempotency_key": idempotency_key},
        )
    return _refund(refund)


def create_tax_rate(*, name: str, percentage: Decimal, inclusive: bool, idempotency_key: str) -> str:
    """Make a tax rate for line items; return its id."""
    params: Any = {"display_name": name, "percentage": float(percentage), "inclusive": inclusive}
    with _translated("creating a tax rate"):
        rate = _client().v1.tax_rates.create(params, {"idempotency_key": idempotency_key})
    return rate.id


def retrieve_invoice(invoice_id: str) -> Invoice:
    with _translated("retrieving an invoice"):
        invoice = _client().v1.invoices.retrieve(invoice_id)
    return invoice_from(invoice.to_dict())


def create_credit_note(
    *, invoice_id: str, refund_id: str, amount: int, idempotency_key: str, metadata: Mapping[str, str]
) -> CreditNote:
    """Credit what a refund gave back. Stripe emails none: ours has its number and PDF."""
    with _translated("creating a credit note"):
        note = _client().v1.credit_notes.create(
            {
                "invoice": invoice_id,
                "amount": amount,
                "refunds": [{"refund": refund_id, "amount_refunded": amount}],
                "email_type": "none",
                "metadata": dict(metadata),
            },
            {"idempotency_key": idempotency_key},
        )
    return credit_note_of(note.to_dict())


def list_credit_notes(invoice_id: str) -> list[CreditNote]:
    """List all credit notes of an invoice, also those made in Stripe's dashboard, without the voided ones."""
    with _translated("listing credit notes"):
        notes = _client().v1.credit_notes.list({"invoice": invoice_id, "limit": 100})
        return [credit_note_of(note.to_dict()) for note in notes.auto_paging_iter() if note.status != "void"]


def list_refunds(payment_intent: str) -> list[Refund]:
    """List all refunds of one charge, also those made in Stripe's dashboard."""
    with _translated("listing refunds"):
        refunds = _client().v1.refunds.list({"payment_intent": payment_intent, "limit": 100})
        return [_refund(refund) for refund in refunds.auto_paging_iter()]


def list_disputes(payment_intent: str) -> list[Dispute]:
    with _translated("listing disputes"):
        disputes = _client().v1.disputes.list({"payment_intent": payment_intent, "limit": 100})
        return [_dispute(dispute) for dispute in disputes.auto_paging_iter()]


def sessions_created(*, since: datetime, until: datetime) -> Iterator[CheckoutSession]:
    """Every session of the account in the range, newest first."""
    with _translated("listing sessions"):
        sessions = _client().v1.checkout.sessions.list({"created": _range(since, until), "limit": 100})
        for session in sessions.auto_paging_iter():
            yield _session(session)


def refunds_created(*, since: datetime, until: datetime) -> list[Refund]:
    """List all refunds of the account in the range, also those made in Stripe's dashboard."""
    with _translated("listing refunds"):
        refunds = _client().v1.refunds.list({"created": _range(since, until), "limit": 100})
        return [_refund(refund) for refund in refunds.auto_paging_iter()]


def disputes_created(*, since: datetime, until: datetime) -> list[Dispute]:
    with _translated("listing disputes"):
        disputes = _client().v1.disputes.list({"created": _range(since, until), "limit": 100})
        return [_dispute(dispute) for dispute in disputes.auto_paging_iter()]


def intent_metadata(payment_intent: str) -> dict[str, str]:
    """Return the metadata this site put on a charge; empty for a charge of another system."""
    with _translated("retrieving a payment"):
        metadata = _client().v1.payment_intents.retrieve(payment_intent).metadata
    return dict(metadata.to_dict()) if metadata else {}


def delayed_payment_failed(session_id: str) -> bool:
    """Whether the bank refused the debit that a completed session submitted."""
    with _translated("retrieving a session"):
        session = _client().v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    intent = session.payment_intent
    return isinstance(intent, stripe.PaymentIntent) and intent.status == "requires_payment_method"


def undelivered_events(types: Iterable[str]) -> Iterator[Event]:
    """Events of these types whose delivery has not succeeded yet, newest first; Stripe takes 20 types at most."""
    with _translated("listing events"):
        events = _client().v1.events.list({"delivery_success": False, "types": sorted(types), "limit": 100})
        for event in events.auto_paging_iter():
            yield event_of(event.to_dict())


def construct_event(payload: bytes, signature: str) -> Event:
    """Verify the signature with each configured secret and return the event. Raises InvalidEvent."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            event = _patient_client().construct_event(
                payload, signature, secret, tolerance=SIGNATURE_TOLERANCE_SECONDS
            )
            return event_of(event.to_dict())
        except stripe.SignatureVerificationError:
            continue
        # Bad UTF-8 or JSON, too deep a nesting, a non-ASCII header, a JSON array or an object of another shape.
        except (
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
            ArithmeticError,
            OSError,
            RecursionError,
        ) as error:
            raise InvalidEvent(type(error).__name__) from error
    raise InvalidEvent("no configured secret made this signature")


def is_live_key() -> bool:
    """Whether the configured key moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


def default_http_client() -> stripe.HTTPClient:
    seconds = visitors.seconds_left(settings.STRIPE_TIMEOUT_SECONDS)
    connecting = min(MAX_CONNECT_SECONDS, seconds / 2)
    return stripe.RequestsClient(timeout=(connecting, seconds - connecting))


@lru_cache(maxsize=1)
def _patient_client() -> stripe.StripeClient:
    return _new_client(NETWORK_RETRIES)


def _new_client(retries: int) -> stripe.StripeClient:
    make_http_client: Callable[[], stripe.HTTPClient] = import_string(settings.STRIPE_HTTP_CLIENT)
    addresses: Any = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else {}
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses=addresses,
        max_network_retries=retries,
        http_client=make_http_client(),
    )


def _client() -> stripe.StripeClient:
    # Sent once, a visitor's request needs a new connection: an old one may have been closed by Stripe.
    return _new_client(retries=0) if visitors.is_waiting() else _patient_client()


def _forget_client(setting: str, **kwargs: object) -> None:
    if setting.startswith("STRIPE_"):
        _patient_client.cache_clear()


setting_changed.connect(_forget_client)


@contextmanager
def _translated(what: str) -> Iterator[None]:
    # Raises RuntimeError inside a transaction: a lock must never wait for the network.
    with transaction.atomic(durable=True):
        pass
    try:
        with visitors.slot():
            yield
    except visitors.NoSlot as error:
        logger.warning("Stripe was not asked on %s: %s", what, error)
        raise GatewayBusy(what) from error
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        logger.warning(
            "Stripe refused %s: %s %s (%s)", what, error.code, getattr(error, "param", None), error.request_id
        )
        # Stripe's message repeats what was sent, email addresses and manage links included: keep it out of logs.
        raise GatewayRefused(what) from None
    # A wrong key is refused too, but once the operator has corrected it, the same request can succeed.
    except stripe.StripeError as error:
        logger.warning("Stripe gave no answer on %s: %s", what, type(error).__name__)
        is_replayed = bool(error.headers and error.headers.get("Idempotent-Replayed"))
        raise (GatewayStuck if is_replayed else GatewayUnavailable)(what) from error


def _session(session: stripe.checkout.Session) -> CheckoutSession:
    details, plain = session.total_details, session.to_dict()
    return CheckoutSession(
        id=session.id,
        url=session.url or "",
        status=session.status or "",
        payment_status=session.payment_status,
        livemode=session.livemode,
        currency=(session.currency or "").upper(),
        subtotal=session.amount_subtotal or 0,
        total=session.amount_total or 0,
        discount=details.amount_discount if details else 0,
        tax=details.amount_tax if details else 0,
        payment_intent=_id_of(session.payment_intent),
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        metadata=session.metadata.to_dict() if session.metadata else {},
        buyer=buyer_of(plain.get("customer_details")),
        method=method_of(_charge_in(plain.get("payment_intent"))),
        is_invoiced=bool((plain.get("invoice_creation") or {}).get("enabled")),
        invoice=invoice_of(plain.get("invoice")),
    )


def _charge_in(intent: Any) -> Mapping[str, Any] | None:
    """Return the charge of a payment intent, where both are expanded."""
    charge = intent.get("latest_charge") if isinstance(intent, Mapping) else None
    return charge if isinstance(charge, Mapping) else None


def _range(since: datetime, until: datetime) -> Any:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}


def _id_of(reference: Any) -> str:
    """Stripe gives a reference as an id or, expanded, as the object."""
    if reference is None:
        return ""
    return reference if isinstance(reference, str) else str(reference.id)


def _refund(refund: stripe.Refund) -> Refund:
    return Refund(
        id=refund.id,
        status=refund.status or "pending",
        amount=refund.amount,
        currency=refund.currency.upper(),
        created=datetime.fromtimestamp(refund.created, UTC),
        payment_intent=_id_of(refund.payment_intent),
        metadata=refund.metadata.to_dict() if refund.metadata else {},
    )


def _dispute(dispute: stripe.Dispute) -> Dispute:
    return Dispute(
        id=dispute.id,
        status=dispute.status,
        reason=dispute.reason,
        amount=dispute.amount,
        currency=dispute.currency.upper(),
        created=datetime.fromtimestamp(dispute.created, UTC),
        payment_intent=_id_of(dispute.payment_intent),
    )

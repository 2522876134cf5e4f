"""Handle Stripe's events. Each is only a trigger: the object is retrieved before the transaction."""

import logging
from collections.abc import Callable

from django.db import transaction

from caching import turns
from payments import gateway, metadata, stripe_objects
from payments.models import CheckoutAttempt, Payment, StripeEvent

from .receipts import take_invoice
from .refunds import sync_refunds_and_disputes
from .settlement import apply_session, confirm, fail_delayed

logger = logging.getLogger(__name__)

SessionHandler = Callable[..., Payment | None]

SESSION_HANDLERS: dict[str, SessionHandler] = {
    "checkout.session.completed": apply_session,
    "checkout.session.async_payment_succeeded": apply_session,
    "checkout.session.async_payment_failed": fail_delayed,
    "checkout.session.expired": apply_session,
}


# After each of these, all refunds and disputes of the charge are listed and synced.
CHARGE_EVENTS = frozenset(
    {
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)


# After these, an invoice has its number and its addresses.
INVOICE_EVENTS = frozenset({"invoice.finalized", "invoice.paid"})

HANDLED = CHARGE_EVENTS | INVOICE_EVENTS | SESSION_HANDLERS.keys()


class OursWithoutRow(Exception):
    """The event names a payment of this site that has no row: Stripe must deliver it again later."""


def handle(*, event: stripe_objects.Event) -> StripeEvent:
    """Handle the event once; a repeat changes nothing. Raises OursWithoutRow and gateway.GatewayError."""
    known = StripeEvent.objects.filter(event_id=event.id).first()
    if known is not None:
        return known
    if event.livemode != gateway.is_live_key():
        logger.error("Event %s is of the other mode (live or test); it has no effect", event.id)
        return _record(event, outcome="other mode: ignored")
    if event.type in CHARGE_EVENTS:
        return _handle_charge(event)
    if event.type in INVOICE_EVENTS:
        return _handle_invoice(event)
    if (handler := SESSION_HANDLERS.get(event.type)) is not None:
        return _handle_session(event, handler)
    return _record(event, outcome="no handler: ignored")


def _handle_session(event: stripe_objects.Event, handler: SessionHandler) -> StripeEvent:
    # A session that this account does not have cannot be ours, whatever its metadata says.
    try:
        session = gateway.retrieve_session(event.object_id)
    except gateway.GatewayRefused:
        return _record(event, outcome="unknown session: ignored")
    with turns.first(), transaction.atomic():
        record, is_new = _claim(event)
        if not is_new:
            return record
        payment = handler(session=session)
        if payment is None and metadata.payment_uuid(session.metadata) is not None:
            logger.error("Session %s names a payment that has no row here", session.id)
            raise OursWithoutRow
        record.payment = payment
        record.outcome = f"payment {payment.status}" if payment else "not ours: ignored"
        record.save(update_fields=["payment", "outcome"])
    return record


def _handle_charge(event: stripe_objects.Event) -> StripeEvent:
    """Sync the charge, then record the event; syncing twice changes nothing."""
    payment = _payment_charged(event.payment_intent) if event.payment_intent else None
    if payment is None:
        return _record(event, outcome="not ours: ignored")
    sync_refunds_and_disputes(payment)
    payment.refresh_from_db()
    return _record(event, outcome=f"payment {payment.status}", payment=payment)


def _handle_invoice(event: stripe_objects.Event) -> StripeEvent:
    """Add the invoice to its receipt. One that comes before its session is found again with the session."""
    try:
        invoice = gateway.retrieve_invoice(event.object_id)
    except gateway.GatewayRefused:
        return _record(event, outcome="unknown invoice: ignored")
    payment = take_invoice(invoice=invoice)
    return _record(event, outcome="invoice" if payment else "not ours: ignored", payment=payment)


def _payment_charged(payment_intent: str) -> Payment | None:
    """Return the charge's payment, settled first if its own event has not arrived yet; None if not ours."""
    attempt = CheckoutAttempt.objects.filter(payment_intent=payment_intent).select_related("payment").first()
    if attempt is not None:
        return attempt.payment
    try:
        ours = metadata.payment_uuid(gateway.intent_metadata(payment_intent))
    except gateway.GatewayRefused:
        return None
    if ours is None:
        return None
    payment = Payment.objects.filter(uuid=ours).first()
    if payment is None:
        logger.error("A charge names payment %s, which has no row here", ours)
        raise OursWithoutRow
    return confirm(payment=payment)


def _record(event: stripe_objects.Event, *, outcome: str, payment: Payment | None = None) -> StripeEvent:
    with transaction.atomic():
        record, is_new = _claim(event)
        if is_new:
            record.outcome, record.payment = outcome, payment
            record.save(update_fields=["outcome", "payment"])
    return record


def _claim(event: stripe_objects.Event) -> tuple[StripeEvent, bool]:
    """Insert the event's row; a second delivery at the same time waits here until the first has committed."""
    return StripeEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "type": event.type,
            "livemode": event.livemode,
            "object_id": event.object_id,
            "created": event.created,
        },
    )

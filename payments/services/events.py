"""What each of Stripe's events sets off. An event is a trigger: the facts are fetched before the transaction."""

import logging
from collections.abc import Callable

from django.db import transaction

from payments import gateway
from payments.models import Payment, StripeEvent

from .settlement import apply_session, fail_delayed

logger = logging.getLogger(__name__)

SessionHandler = Callable[..., Payment | None]

SESSION_HANDLERS: dict[str, SessionHandler] = {
    "checkout.session.completed": apply_session,
    "checkout.session.async_payment_succeeded": apply_session,
    "checkout.session.async_payment_failed": fail_delayed,
    "checkout.session.expired": apply_session,
}


class OursWithoutRow(Exception):
    """The event names a payment of this site that the database does not know: Stripe must try again later."""


def handle(*, event: gateway.Event) -> StripeEvent:
    """Take the event in once; a repeat changes nothing. Raises OursWithoutRow and gateway.GatewayError."""
    known = StripeEvent.objects.filter(event_id=event.id).first()
    if known is not None:
        return known
    if event.livemode != gateway.is_live_key():
        logger.error("Event %s is of the other mode (live or test); it has no effect", event.id)
        return _record(event, outcome="other mode: ignored")
    if (handler := SESSION_HANDLERS.get(event.type)) is None:
        return _record(event, outcome="no handler: ignored")
    return _handle_session(event, handler)


def _handle_session(event: gateway.Event, handler: SessionHandler) -> StripeEvent:
    # A session that this account does not have cannot be ours, whatever its metadata says.
    try:
        session = gateway.retrieve_session(event.object_id)
    except gateway.GatewayRefused:
        return _record(event, outcome="unknown session: ignored")
    with transaction.atomic():
        record, is_new = _claim(event)
        if not is_new:
            return record
        payment = handler(session=session)
        if payment is None and "payment" in session.metadata:
            logger.error("Session %s names a payment that has no row here", session.id)
            raise OursWithoutRow
        record.payment = payment
        record.outcome = f"payment {payment.status}" if payment else "not ours: ignored"
        record.save(update_fields=["payment", "outcome"])
    return record


def _record(event: gateway.Event, *, outcome: str) -> StripeEvent:
    with transaction.atomic():
        record, is_new = _claim(event)
        if is_new:
            record.outcome = outcome
            record.save(update_fields=["outcome"])
    return record


def _claim(event: gateway.Event) -> tuple[StripeEvent, bool]:
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

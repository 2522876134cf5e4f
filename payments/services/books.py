"""Our ledger against Stripe's own list, charge by charge."""

import logging
from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from payments import answers, gateway, metadata
from payments.models import CheckoutAttempt, Dispute, Payment, Refund

from .refunds import take_in_charges
from .settlement import apply_session

logger = logging.getLogger(__name__)


def compare_books(*, since: datetime, until: datetime) -> list[str]:
    """Take in what was missed of the range, then tell what still differs, a sentence each."""
    sessions = [
        session
        for session in gateway.sessions_created(since=since, until=until)
        if metadata.payment_uuid(session.metadata) is not None
    ]
    differences = [difference for session in sessions if (difference := _compare(session)) is not None]
    differences += _take_in_missed_refunds(since=since, until=until)
    return differences + _compare_totals(sessions)


def _compare(session: answers.CheckoutSession) -> str | None:
    attempt = CheckoutAttempt.objects.filter(session_id=session.id).first()
    if attempt is None or _is_behind(attempt, session):
        try:
            payment = apply_session(session=session)
        except Exception:
            # One that cannot be dealt with must not keep the others waiting.
            logger.exception("Session %s could not be taken in", session.id)
            named = metadata.payment_uuid(session.metadata)
            return f"payment {named}: session {session.id} could not be taken in, see the log"
        if payment is None:
            return f"session {session.id} names a payment that has no row here"
    return None


def _is_behind(attempt: CheckoutAttempt, session: answers.CheckoutSession) -> bool:
    if session.is_settled:
        return attempt.amount_total is None
    return session.status == "expired" and attempt.status in CheckoutAttempt.UNFINISHED


def _take_in_missed_refunds(*, since: datetime, until: datetime) -> list[str]:
    touched = Q(attempts__payment_intent__in=gateway.payments_refunded(since=since, until=until))
    differences = []
    for payment in Payment.objects.filter(touched | _undecided()).distinct():
        try:
            take_in_charges(payment)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # One that cannot be dealt with must not keep the others waiting.
            logger.exception("What went back of payment %s could not be taken in", payment.uuid)
            differences.append(f"payment {payment.uuid}: what went back could not be taken in, see the log")
    return differences


def _undecided() -> Q:
    """Something of it is still to be decided at Stripe, which may take longer than the books are compared."""
    refunds = Refund.objects.filter(status__in=(Refund.Status.PENDING, Refund.Status.REQUIRES_ACTION))
    disputes = Dispute.objects.exclude(status__in=(Dispute.LOST, *Dispute.WON))
    return Q(refunds__in=refunds) | Q(disputes__in=disputes)


def _compare_totals(sessions: list[answers.CheckoutSession]) -> list[str]:
    """What Stripe charged, by currency, against what the ledger has for the same sessions."""
    charged: dict[str, int] = defaultdict(int)
    recorded: dict[str, int] = defaultdict(int)
    settled = {session.id: session for session in sessions if session.is_settled}
    for session in settled.values():
        charged[session.currency] += session.total
    for attempt in CheckoutAttempt.objects.filter(session_id__in=settled).select_related("payment"):
        recorded[settled[str(attempt.session_id)].currency] += attempt.amount_total or 0
    return [
        f"{currency}: Stripe charged {charged[currency]}, the ledger has {recorded[currency]} (minor units)"
        for currency in charged
        if charged[currency] != recorded[currency]
    ]

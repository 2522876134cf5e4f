"""Compare the ledger with Stripe's lists of sessions, refunds and disputes, and packs with their credits."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from payments import gateway, metadata, stripe_objects
from payments.models import CheckoutAttempt, Dispute, Payment, Refund

from .credit_books import compare_credits
from .refunds import sync_refunds_and_disputes
from .settlement import apply_session

logger = logging.getLogger(__name__)

# A currency, and minor units of it.
Sum = tuple[str, int]


def compare_books(*, since: datetime, until: datetime) -> list[str]:
    """Apply what was missed in the range; return what still differs, one sentence each."""
    sessions = [
        session
        for session in gateway.sessions_created(since=since, until=until)
        if metadata.payment_uuid(session.metadata) is not None
    ]
    differences = [difference for session in sessions if (difference := _compare(session)) is not None]
    refunds = gateway.refunds_created(since=since, until=until)
    disputes = gateway.disputes_created(since=since, until=until)
    touched = {refund.payment_intent for refund in refunds} | {dispute.payment_intent for dispute in disputes}
    differences += _sync_refunded(touched - {""})
    differences += compare_credits()
    return differences + _compare_charges(sessions) + _compare_refunds(refunds)


def _compare(session: stripe_objects.CheckoutSession) -> str | None:
    attempt = CheckoutAttempt.objects.filter(session_id=session.id).first()
    if attempt is None or _is_behind(attempt, session):
        try:
            # Not the list's own: only the session by itself has what its receipt needs.
            payment = apply_session(session=gateway.retrieve_session(session.id))
        except Exception:
            # One that fails must not stop the others.
            logger.exception("Session %s could not be taken in", session.id)
            named = metadata.payment_uuid(session.metadata)
            return f"payment {named}: session {session.id} could not be taken in, see the log"
        if payment is None:
            return f"session {session.id} names a payment that has no row here"
    return None


def _is_behind(attempt: CheckoutAttempt, session: stripe_objects.CheckoutSession) -> bool:
    if session.is_settled:
        return attempt.amount_total is None
    return session.status == "expired" and attempt.status in CheckoutAttempt.UNFINISHED


def _sync_refunded(touched: set[str]) -> list[str]:
    differences = []
    for payment in Payment.objects.filter(Q(attempts__payment_intent__in=touched) | _undecided()).distinct():
        try:
            sync_refunds_and_disputes(payment)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # One that fails must not stop the others.
            logger.exception("What went back of payment %s could not be taken in", payment.uuid)
            differences.append(f"payment {payment.uuid}: what went back could not be taken in, see the log")
    return differences


def _undecided() -> Q:
    """Payments with a refund or dispute undecided at Stripe, which may take longer than the compared range."""
    refunds = Refund.objects.filter(status__in=(Refund.Status.PENDING, Refund.Status.REQUIRES_ACTION))
    disputes = Dispute.objects.exclude(status__in=(Dispute.LOST, *Dispute.WON))
    return Q(refunds__in=refunds) | Q(disputes__in=disputes)


def _compare_charges(sessions: list[stripe_objects.CheckoutSession]) -> list[str]:
    settled = {session.id: session for session in sessions if session.is_settled}
    charged = [(session.currency, session.total) for session in settled.values()]
    attempts = CheckoutAttempt.objects.filter(session_id__in=settled)
    recorded = [(settled[str(each.session_id)].currency, each.amount_total or 0) for each in attempts]
    return _differences("charged", charged, recorded)


def _compare_refunds(refunds: list[stripe_objects.Refund]) -> list[str]:
    """Failed refunds count too: they are in both lists."""
    intents = CheckoutAttempt.objects.filter(payment_intent__in={refund.payment_intent for refund in refunds})
    ours = set(intents.exclude(payment_intent="").values_list("payment_intent", flat=True))
    listed = {refund.id: refund for refund in refunds if refund.payment_intent in ours}
    given_back = [(refund.currency, refund.amount) for refund in listed.values()]
    rows = Refund.objects.filter(refund_id__in=listed)
    recorded = [(listed[str(row.refund_id)].currency, row.amount) for row in rows]
    return _differences("gave back", given_back, recorded)


def _differences(what: str, stripes: Iterable[Sum], ours: Iterable[Sum]) -> list[str]:
    """Return one sentence for each currency whose totals differ."""
    there, here = _totals(stripes), _totals(ours)
    return [
        f"{currency}: Stripe {what} {there[currency]}, the ledger has {here[currency]} (minor units)"
        for currency in there
        if there[currency] != here[currency]
    ]


def _totals(sums: Iterable[Sum]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for currency, amount in sums:
        totals[currency] += amount
    return totals

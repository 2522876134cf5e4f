"""The sweep: what a webhook that never came, a worker that died or a publish that failed has left undone."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from payments import gateway
from payments.ledger import lock_posting_payments
from payments.models import CheckoutAttempt, Payment, StripeEvent

from .checkout import open_session
from .events import OursWithoutRow, handle
from .settlement import apply_session, approve_payment_task

logger = logging.getLogger(__name__)

# A request under way may still be talking to Stripe about an attempt this young.
YOUNGEST = timedelta(minutes=1)
# Stripe keeps an idempotency key at least this long; after it, asking again could open a second session.
KEY_LIFETIME = timedelta(hours=24)


@dataclass
class Report:
    """What one run found and did."""

    attempts: int = 0
    events: int = 0
    published: int = 0
    unreachable: int = 0
    # Events of payments that are not in the database, as after a restored backup.
    lost: int = 0
    attention: int = 0

    @property
    def needs_a_person(self) -> bool:
        return bool(self.attention or self.unreachable or self.lost)


def reconcile() -> Report:
    """Bring every unfinished payment to what Stripe says. Safe at any time, and twice at once."""
    report = Report()
    _sweep_attempts(report)
    _sweep_events(report)
    _sweep_unpublished(report)
    report.attention = Payment.objects.needing_attention().count()
    return report


def _sweep_attempts(report: Report) -> None:
    """Sessions that are open here, submitted but not paid yet, or whose creation was never answered."""
    before = timezone.now() - YOUNGEST
    unfinished = CheckoutAttempt.objects.unfinished()
    processing = CheckoutAttempt.objects.filter(payment__status=Payment.Status.PROCESSING)
    for attempt in (unfinished | processing).filter(created_at__lt=before).select_related("payment"):
        try:
            _sweep_attempt(attempt)
            report.attempts += 1
        except gateway.GatewayRefused:
            report.attempts += 1
        except gateway.GatewayUnavailable:
            report.unreachable += 1


def _sweep_attempt(attempt: CheckoutAttempt) -> None:
    if attempt.session_id is None:
        if attempt.created_at < timezone.now() - KEY_LIFETIME:
            # Its session would have expired by now; a payment made on it arrives with its own event.
            CheckoutAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
                status=CheckoutAttempt.Status.FAILED
            )
            return
        attempt = open_session(attempt)
    apply_session(session=gateway.retrieve_session(str(attempt.session_id)))


def _sweep_events(report: Report) -> None:
    """Events that Stripe could not deliver; one that cannot be taken in holds up none of the others."""
    try:
        for event in gateway.undelivered_events():
            if not StripeEvent.objects.filter(event_id=event.id).exists():
                _sweep_event(event, report)
    except gateway.GatewayUnavailable:
        report.unreachable += 1


def _sweep_event(event: gateway.Event, report: Report) -> None:
    try:
        handle(event=event)
        report.events += 1
    except OursWithoutRow:
        report.lost += 1


def _sweep_unpublished(report: Report) -> None:
    """Settled, but the workflow still waits for the payment, or was never started."""
    newer = Payment.objects.filter(page=OuterRef("page"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    settled = Payment.objects.filter(
        ~Exists(newer),
        purpose=Payment.Purpose.POSTING,
        status__in=(Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED),
        page__live=False,
        page__first_published_at__isnull=True,
        attention__in=(Payment.Attention.NONE, Payment.Attention.PUBLISH_FAILED),
    )
    for payment in settled:
        with transaction.atomic():
            lock_posting_payments(payment.page_id)
            fresh = Payment.objects.select_for_update().get(pk=payment.pk)
            approve_payment_task(payment=fresh)
        if fresh.page is not None and type(fresh.page).objects.filter(pk=fresh.page_id, live=True).exists():
            report.published += 1

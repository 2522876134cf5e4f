"""The sweep: finish what a lost webhook, a killed process or a failed publication left undone."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from payments import gateway, stripe_objects
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Payment, Problem, Receipt, Refund, StripeEvent

from .books import compare_books
from .checkout import ENDS_ATTEMPT, close_checkout, open_session
from .events import HANDLED, OursWithoutRow, handle
from .receipts import finish, give_up
from .refunds import ask_again
from .settlement import apply_session, fail_delayed, take_effect

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

# Younger rows may belong to a request that is still talking to Stripe.
MIN_AGE = timedelta(minutes=1)
# Stripe keeps an idempotency key at least this long; after it, asking again could open a second session.
KEY_LIFETIME = timedelta(hours=24)
COMPARED = timedelta(days=2)
# Stripe finishes an invoice within the hour.
PAPERS_AWAITED = timedelta(days=1)
# Statuses of a payment that is to be fulfilled.
TO_FULFIL = (Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED)


@dataclass
class Report:
    """What one run found and did."""

    attempts: int = 0
    events: int = 0
    refunds: int = 0
    receipts: int = 0
    published: int = 0
    unreachable: int = 0
    attention: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def needs_a_person(self) -> bool:
        return bool(self.attention or self.unreachable or self.differences)


def reconcile(*, since: datetime | None = None, until: datetime | None = None) -> Report:
    """Update every unfinished payment from Stripe, then compare the ledger of the range with Stripe's.

    The range is the last two days by default; `until` itself is not in it. Safe at any time, and twice at once.
    """
    report = Report()
    report.attempts = len(_each(report, _unfinished_attempts(), _sweep_attempt))
    report.refunds = len(_each(report, _unanswered_refunds(), _sweep_refund))
    report.events = len(_each(report, _undelivered_events(report), lambda event: handle(event=event)))
    report.receipts = sum(_each(report, _unfinished_receipts(), _sweep_receipt))
    report.published = sum(_each(report, _unfulfilled(), _sweep_settled))
    end = until or timezone.now()
    try:
        report.differences += compare_books(since=since or end - COMPARED, until=end)
    except gateway.GatewayError:
        report.unreachable += 1
    report.attention = Payment.objects.needing_attention().count()
    return report


def _each(report: Report, things: Iterable[T], sweep: Callable[[T], R]) -> list[R]:
    """Sweep each; return the results. An error is reported and stops none of the others."""
    done: list[R] = []
    for thing in things:
        try:
            done.append(sweep(thing))
        except gateway.GatewayUnavailable:
            report.unreachable += 1
        except gateway.GatewayRefused:
            logger.warning("Stripe refused what the sweep asked about %s", thing)
            report.differences.append(f"{thing}: Stripe refused what was asked about it, see the log")
        except OursWithoutRow:
            report.differences.append(f"{thing} names a payment that has no row here")
        except Exception:
            # One row that fails must not stop the others.
            logger.exception("The sweep could not deal with %s", thing)
            report.differences.append(f"{thing} could not be dealt with: see the log")
    return done


def _unfinished_attempts() -> Iterable[CheckoutAttempt]:
    """Attempts that are open here, were submitted but not paid yet, or never got a response from Stripe."""
    open_here = Q(status__in=CheckoutAttempt.UNFINISHED)
    processing = Q(payment__status=Payment.Status.PROCESSING, session_id__isnull=False)
    old_enough = Q(created_at__lt=timezone.now() - MIN_AGE)
    return CheckoutAttempt.objects.filter(open_here | processing, old_enough).select_related("payment")


def _sweep_attempt(attempt: CheckoutAttempt) -> None:
    if attempt.session_id is None:
        if attempt.created_at < timezone.now() - KEY_LIFETIME:
            _give_up(attempt)
            return
        try:
            attempt = open_session(attempt)
        except ENDS_ATTEMPT:
            return
    session = gateway.retrieve_session(str(attempt.session_id))
    apply_session(session=session)
    waits = session.status == "complete" and not session.is_settled
    if waits and gateway.delayed_payment_failed(session.id):
        fail_delayed(session=session)
    payment = Payment.objects.get(pk=attempt.payment_id)
    if session.status == "open" and not payment.is_payable:
        close_checkout(payment=payment)  # Declined, waived or deleted while Stripe did not respond.


def _give_up(attempt: CheckoutAttempt) -> None:
    """Mark the attempt as failed: its session, if any, has expired. A payment on it brings its own event."""
    CheckoutAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
        status=CheckoutAttempt.Status.FAILED
    )


def _unanswered_refunds() -> Iterable[Refund]:
    old_enough = timezone.now() - MIN_AGE
    return Refund.objects.unanswered().filter(created_at__lt=old_enough).select_related("payment")


def _sweep_refund(row: Refund) -> None:
    with suppress(gateway.GatewayRefused):  # A problem has been opened for it already.
        ask_again(row)


def _unfinished_receipts() -> Iterable[Receipt]:
    """Receipts that Stripe's invoice or credit note should have come for by now."""
    awaiting = Receipt.objects.awaiting().filter(issued_at__lt=timezone.now() - MIN_AGE)
    # An invoice before the credit note on it.
    return awaiting.select_related("payment", "refund", "site").order_by("pk")


def _sweep_receipt(receipt: Receipt) -> bool:
    """Return whether the receipt has been sent now. After a day the payer gets it without Stripe's paper."""
    is_late = receipt.issued_at < timezone.now() - PAPERS_AWAITED
    try:
        if finish(receipt):
            return True
    except gateway.GatewayError:
        if not is_late:
            raise
    if is_late:
        give_up(receipt)
    return is_late


def _undelivered_events(report: Report) -> Iterable[stripe_objects.Event]:
    """Events that Stripe could not deliver and that are not recorded here, oldest first."""
    try:
        events = list(gateway.undelivered_events(HANDLED))
    except gateway.GatewayUnavailable:
        report.unreachable += 1
        return []
    known = set(
        StripeEvent.objects.filter(event_id__in=[e.id for e in events]).values_list("event_id", flat=True)
    )
    return [event for event in reversed(events) if event.id not in known]


def _unfulfilled() -> QuerySet[Payment]:
    """Settled payments that are not fulfilled: never published, or with an open problem that says so."""
    newer = Payment.objects.filter(page=OuterRef("page"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    problems = Problem.objects.open().filter(payment=OuterRef("pk"))
    never_published = Q(
        ~Exists(newer),
        ~Exists(problems),
        purpose=Payment.Purpose.POSTING,
        status__in=TO_FULFIL,
        page__live=False,
        page__first_published_at__isnull=True,
    )
    failed = Q(
        Q(page__isnull=False) | Q(purpose=Payment.Purpose.PACK),
        Exists(problems.filter(kind=Problem.Kind.PUBLISH_FAILED)),
        status__in=TO_FULFIL,
    )
    # Editors chose to give money back, and it has not arrived: what becomes of the listing is theirs to say.
    undecided = Exists(problems.filter(kind=Problem.Kind.REFUND_FAILED))
    # A refund has been planned: it must not go live meanwhile.
    going_back = Q(refunds__status=Refund.Status.CREATING)
    return (
        Payment.objects.filter(never_published | failed, declined_at=None)
        .exclude(going_back)
        .exclude(undecided)
    )


def _sweep_settled(payment: Payment) -> bool:
    """Fulfil the payment again; return whether its listing is live and nothing failed."""
    with locked_payment(payment) as fresh:
        # It may have been refunded since the list was made.
        if not _unfulfilled().filter(pk=fresh.pk).exists():
            return False
        take_effect(payment=fresh)
    page = Payment.objects.select_related("page").get(pk=payment.pk).page
    failed = Problem.Kind.PUBLISH_FAILED in fresh.open_kinds
    return page is not None and page.live and not failed

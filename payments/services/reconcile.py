"""The sweep: what a webhook that never came, a worker that died or a publish that failed has left undone."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from payments import answers, gateway
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Payment, Problem, Refund, StripeEvent

from .books import compare_books
from .checkout import ENDS_ATTEMPT, close_checkout, open_session
from .events import HANDLED, OursWithoutRow, handle
from .refunds import ask_again
from .settlement import apply_session, fail_delayed, take_effect

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

# A request under way may still be talking to Stripe about a row this young.
YOUNGEST = timedelta(minutes=1)
# Stripe keeps an idempotency key at least this long; after it, asking again could open a second session.
KEY_LIFETIME = timedelta(hours=24)
COMPARED = timedelta(days=2)
# What was paid and has not gone back, or was let go.
KEPT = (Payment.Status.PAID, Payment.Status.WAIVED, Payment.Status.PARTIALLY_REFUNDED)


@dataclass
class Report:
    """What one run found and did."""

    attempts: int = 0
    events: int = 0
    refunds: int = 0
    published: int = 0
    unreachable: int = 0
    attention: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def needs_a_person(self) -> bool:
        return bool(self.attention or self.unreachable or self.differences)


def reconcile(*, since: datetime | None = None, until: datetime | None = None) -> Report:
    """Bring every unfinished payment to what Stripe says, then compare the books of the range with Stripe's.

    The range is the last two days unless told; `until` itself is not in it. Safe at any time, and twice at once.
    """
    report = Report()
    report.attempts = len(_each(report, _unfinished_attempts(), _sweep_attempt))
    report.refunds = len(_each(report, _unanswered_refunds(), _sweep_refund))
    report.events = len(_each(report, _undelivered_events(report), lambda event: handle(event=event)))
    report.published = sum(_each(report, _without_effect(), _sweep_settled))
    end = until or timezone.now()
    try:
        report.differences += compare_books(since=since or end - COMPARED, until=end)
    except gateway.GatewayError:
        report.unreachable += 1
    report.attention = Payment.objects.needing_attention().count()
    return report


def _each(report: Report, things: Iterable[T], sweep: Callable[[T], R]) -> list[R]:
    """Sweep one after the other; one without an answer stops none of the others. Returns what came of each."""
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
            # A row that cannot be dealt with must not keep the others waiting.
            logger.exception("The sweep could not deal with %s", thing)
            report.differences.append(f"{thing} could not be dealt with: see the log")
    return done


def _unfinished_attempts() -> Iterable[CheckoutAttempt]:
    """Open here, submitted but not paid yet, or never answered."""
    open_here = Q(status__in=CheckoutAttempt.UNFINISHED)
    processing = Q(payment__status=Payment.Status.PROCESSING, session_id__isnull=False)
    old_enough = Q(created_at__lt=timezone.now() - YOUNGEST)
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
        close_checkout(payment=payment)  # Declined, waived or deleted while Stripe was silent.


def _give_up(attempt: CheckoutAttempt) -> None:
    """Its session, if there ever was one, has expired; a payment made on it arrives with its own event."""
    CheckoutAttempt.objects.filter(pk=attempt.pk, session_id=None).update(
        status=CheckoutAttempt.Status.FAILED
    )


def _unanswered_refunds() -> Iterable[Refund]:
    old_enough = timezone.now() - YOUNGEST
    return Refund.objects.unanswered().filter(created_at__lt=old_enough).select_related("payment")


def _sweep_refund(row: Refund) -> None:
    with suppress(gateway.GatewayRefused):  # Then a person has been asked for already.
        ask_again(row)


def _undelivered_events(report: Report) -> Iterable[answers.Event]:
    """What Stripe could not deliver and we have not fetched yet, oldest first."""
    try:
        events = list(gateway.undelivered_events(HANDLED))
    except gateway.GatewayUnavailable:
        report.unreachable += 1
        return []
    known = set(
        StripeEvent.objects.filter(event_id__in=[e.id for e in events]).values_list("event_id", flat=True)
    )
    return [event for event in reversed(events) if event.id not in known]


def _without_effect() -> QuerySet[Payment]:
    """Settled, but the workflow still waits or was never started, or what was bought could not be given."""
    newer = Payment.objects.filter(page=OuterRef("page"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    problems = Problem.objects.open().filter(payment=OuterRef("pk"))
    never_published = Q(
        ~Exists(newer),
        ~Exists(problems),
        purpose=Payment.Purpose.POSTING,
        status__in=KEPT,
        page__live=False,
        page__first_published_at__isnull=True,
    )
    failed = Q(Exists(problems.filter(kind=Problem.Kind.PUBLISH_FAILED)), page__isnull=False, status__in=KEPT)
    # Editors chose to give money back, and it has not arrived: what becomes of the listing is theirs to say.
    undecided = Exists(problems.filter(kind=Problem.Kind.REFUND_FAILED))
    # What is about to go back must not go live meanwhile.
    going_back = Q(refunds__status=Refund.Status.CREATING)
    return (
        Payment.objects.filter(never_published | failed, declined_at=None)
        .exclude(going_back)
        .exclude(undecided)
    )


def _sweep_settled(payment: Payment) -> bool:
    """Try again; tells whether what was paid for is there now."""
    with locked_payment(payment) as fresh:
        # The money may have gone back since the list was made.
        if not _without_effect().filter(pk=fresh.pk).exists():
            return False
        take_effect(payment=fresh)
    page = Payment.objects.select_related("page").get(pk=payment.pk).page
    failed = Problem.Kind.PUBLISH_FAILED in fresh.open_kinds
    return page is not None and page.live and not failed

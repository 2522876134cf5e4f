"""Apply the state of a Checkout Session; called by the webhook, the landing page and the sweep alike."""

import logging

from django.db import transaction
from django.utils import timezone

from caching import turns
from payments import gateway, metadata, stripe_objects
from payments.fulfilment import fulfil, refuse_if_not_for_sale
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Payment, Problem
from payments.signals import payment_settled

from . import receipts
from .problems import close_problems, open_problem

logger = logging.getLogger(__name__)


def confirm(*, payment: Payment) -> Payment:
    """Retrieve the payment's newest session and apply it; return the fresh payment.

    The session's id comes from our own row. Raises gateway.GatewayError.
    """
    attempt = payment.attempts.exclude(session_id=None).first()
    if attempt is not None and payment.paid_at is None:
        session = gateway.retrieve_session(str(attempt.session_id))
        with turns.first():
            apply_session(session=session)
    payment.refresh_from_db()
    return payment


def apply_session(*, session: stripe_objects.CheckoutSession) -> Payment | None:
    """Update payment and attempt from the session; return the payment, None for another system's session.

    Applying it twice, late or out of order changes nothing more.
    """
    attempt = _attempt_of(session)
    if attempt is None:
        return None
    with locked_payment(attempt.payment) as payment:
        attempt.refresh_from_db()
        _adopt(attempt, session)
        if session.livemode != gateway.is_live_key() or attempt.livemode not in (None, session.livemode):
            logger.error("Session %s is of the other mode (live or test); it has no effect", session.id)
            return payment
        if session.is_settled:
            _settle(payment=payment, attempt=attempt, session=session)
        elif session.status == "complete":
            _await_delayed_method(payment=payment, attempt=attempt)
        elif session.status == "expired":
            _end_attempt(attempt, CheckoutAttempt.Status.EXPIRED)
        return payment


def fail_delayed(*, session: stripe_objects.CheckoutSession) -> Payment | None:
    """Open the payment again after the bank refused a delayed debit. No-op once it is settled."""
    attempt = _attempt_of(session)
    if attempt is None:
        return None
    with locked_payment(attempt.payment) as payment:
        attempt.refresh_from_db()
        _adopt(attempt, session)
        # A session that is still open can be paid, whatever the event says.
        if session.is_settled or session.status != "complete":
            return payment
        _end_attempt(attempt, CheckoutAttempt.Status.COMPLETE)
        _open_again(payment, attempt)
        return payment


def settle_free(*, payment: Payment) -> None:
    """Mark a zero-amount payment as paid, after the review or the opened email link that a free listing needs.

    Raises NotForSale.
    """
    with locked_payment(payment) as fresh:
        if fresh.amount != 0 or fresh.status != Payment.Status.OPEN:
            return
        refuse_if_not_for_sale(payment=fresh)
        _record_paid(fresh, amount_paid=0, livemode=None, payment_intent="")
        payment_settled.send(sender=Payment, payment=fresh)
        take_effect(payment=fresh)


def record_paid_by_credit(payment: Payment) -> None:
    """Write that a credit has settled it: paid, and no money came. The caller holds the row's lock."""
    _record_paid(payment, amount_paid=0, livemode=None, payment_intent="")


def take_effect(*, payment: Payment) -> None:
    """Fulfil the payment in a savepoint, so that a failure leaves it recorded as paid.

    The caller holds the payment's lock. A failure opens a problem, and the sweep tries again.
    """
    if (payment.is_for_listing and payment.page_id is None) or payment.declined_at is not None:
        return
    if payment.refunds.unanswered().exists():
        return  # The money is about to go back; the sweep decides once Stripe has answered.
    try:
        with transaction.atomic():
            fulfil(payment=payment)
    except Exception as error:
        logger.exception("Payment %s is settled, but its listing could not be published", payment.uuid)
        open_problem(payment=payment, kind=Problem.Kind.PUBLISH_FAILED, detail=type(error).__name__)
    else:
        close_problems(payment=payment, kinds={Problem.Kind.PUBLISH_FAILED})


def retry(*, payment: Payment) -> bool:
    """Fulfil the payment again after a failure; return whether it is fulfilled now."""
    with locked_payment(payment) as fresh:
        if Problem.Kind.PUBLISH_FAILED in fresh.open_kinds:
            take_effect(payment=fresh)
        return Problem.Kind.PUBLISH_FAILED not in fresh.open_kinds


def _attempt_of(session: stripe_objects.CheckoutSession) -> CheckoutAttempt | None:
    """Return the session's attempt, also when Stripe's response with the session's id never arrived."""
    attempts = CheckoutAttempt.objects.select_related("payment")
    by_session = attempts.filter(session_id=session.id).first()
    if by_session is not None or not (key := session.metadata.get(metadata.ATTEMPT)):
        return by_session
    return attempts.filter(idempotency_key=key, session_id=None).first()


def _adopt(attempt: CheckoutAttempt, session: stripe_objects.CheckoutSession) -> None:
    if attempt.session_id is not None:
        return
    attempt.session_id, attempt.url = session.id, session.url
    attempt.livemode, attempt.expires_at = session.livemode, session.expires_at
    # An attempt that was given up stays failed: another may have replaced it.
    if attempt.status == CheckoutAttempt.Status.CREATING:
        attempt.status = CheckoutAttempt.Status.OPEN
    attempt.save(update_fields=["session_id", "url", "livemode", "expires_at", "status"])


def _settle(*, payment: Payment, attempt: CheckoutAttempt, session: stripe_objects.CheckoutSession) -> None:
    if attempt.amount_total is not None:
        return  # Applied before; an editor may have resolved its problem since.
    attempt.payment_intent, attempt.amount_total = session.payment_intent, session.total
    attempt.invoice_id = session.invoice.id if session.invoice is not None else ""
    attempt.save(update_fields=["payment_intent", "amount_total", "invoice_id"])
    _end_attempt(attempt, CheckoutAttempt.Status.COMPLETE)
    if payment.status == Payment.Status.WAIVED:
        open_problem(payment=payment, kind=Problem.Kind.PAID_AFTER_WAIVER, detail=session.id)
        return
    if payment.paid_at is not None:
        if session.payment_intent != payment.payment_intent:
            open_problem(payment=payment, kind=Problem.Kind.PAID_TWICE, detail=session.id)
        return
    if (problem := _mismatch(payment, attempt, session)) is not None:
        _open_again(payment, attempt)
        open_problem(payment=payment, kind=Problem.Kind.AMOUNT_MISMATCH, detail=problem)
        return
    was_cancelled = payment.status == Payment.Status.CANCELLED
    _record_paid(
        payment,
        amount_paid=session.total,
        livemode=session.livemode,
        payment_intent=session.payment_intent,
    )
    receipt = receipts.issue(payment=payment, attempt=attempt, session=session)
    payment_settled.send(sender=Payment, payment=payment)
    receipts.announce(receipt)
    if payment.is_for_listing and payment.page_id is None:
        open_problem(payment=payment, kind=Problem.Kind.PAGE_GONE, detail=payment.page_title)
    elif was_cancelled:
        open_problem(payment=payment, kind=Problem.Kind.PAID_AFTER_CANCEL, detail=payment.page_title)
    else:
        take_effect(payment=payment)


def _record_paid(payment: Payment, *, amount_paid: int, livemode: bool | None, payment_intent: str) -> None:
    payment.move_to(Payment.Status.PAID)
    payment.paid_at = timezone.now()
    payment.amount_paid = amount_paid
    payment.livemode = livemode
    payment.payment_intent = payment_intent
    if payment.page is not None:
        # A receipt names the listing as it was called when it was paid for.
        payment.page_title = payment.page.title if payment.page.live else payment.page.draft_title
    payment.save(
        update_fields=["status", "paid_at", "amount_paid", "livemode", "payment_intent", "page_title"]
    )


def _mismatch(
    payment: Payment, attempt: CheckoutAttempt, session: stripe_objects.CheckoutSession
) -> str | None:
    """Return how the session differs from the payment, or None. Only discounts and tax may change the total."""
    if session.currency != payment.currency:
        return f"currency {session.currency}, owed {payment.currency}"
    if session.subtotal != payment.amount:
        return f"price {session.subtotal}, owed {payment.amount}"
    added = 0 if attempt.is_tax_in_price else session.tax
    if session.total != session.subtotal - session.discount + added:
        return f"total {session.total} is not price − discount + tax"
    return None


def _await_delayed_method(*, payment: Payment, attempt: CheckoutAttempt) -> None:
    """Mark the payment as processing: a delayed method was submitted, unless its attempt has failed already."""
    if payment.status == Payment.Status.OPEN and attempt.status == CheckoutAttempt.Status.OPEN:
        payment.move_to(Payment.Status.PROCESSING)
        payment.save(update_fields=["status"])
    _end_attempt(attempt, CheckoutAttempt.Status.COMPLETE)


def _open_again(payment: Payment, attempt: CheckoutAttempt) -> None:
    """Open a processing payment again: its debit failed, or charged a wrong amount."""
    # An older attempt says nothing about the debit of the newest one.
    if payment.status == Payment.Status.PROCESSING and payment.attempts.first() == attempt:
        payment.move_to(Payment.Status.OPEN)
        payment.save(update_fields=["status"])


def _end_attempt(attempt: CheckoutAttempt, status: CheckoutAttempt.Status) -> None:
    if attempt.status in CheckoutAttempt.UNFINISHED:
        attempt.status = status
        attempt.save(update_fields=["status"])

"""Cancel payments that nobody is to make any more, and decline what a page's payments were for."""

from django.contrib.auth.models import User
from django.utils import timezone

from payments.ledger import locked, locked_payment
from payments.models import Payment, Refund

from .credits import give_back
from .refunds import charges_left, plan_refund


class NotCancellable(Exception):
    """The payment is not open, or one of its payment pages can still be paid."""


def cancel(*, payment: Payment) -> Payment:
    """Cancel an open payment. Raises NotCancellable.

    Close its payment page before (payments.services.checkout.close_checkout), outside any transaction.
    """
    with locked_payment(payment) as fresh:
        if fresh.status != Payment.Status.OPEN or fresh.attempts.unfinished().exists():
            raise NotCancellable
        record_cancelled(fresh)
        return fresh


def decline(*, page_id: int, user: User, reason: str) -> list[Refund]:
    """Decline what the page's posting payments were for: cancel the open one, give back every charge and credit.

    Also of a charge of a wrong sum, a second one, and one for a plan that was changed since. Nothing is published for
    these payments from then on. `send_refund()`, or the sweep, then asks Stripe for the refunds.
    """
    refunds: list[Refund] = []
    with locked(page_id) as payments:
        for payment in payments:
            if payment.status == Payment.Status.OPEN:
                record_cancelled(payment)
            refunds += [
                plan_refund(payment=payment, amount=left, reason=reason, user=user, payment_intent=intent)
                for intent, left in charges_left(payment).items()
            ]
            give_back(payment=payment)
            payment.declined_at = timezone.now()
            payment.save(update_fields=["declined_at"])
    return refunds


def record_cancelled(payment: Payment) -> None:
    """Write the new state; the caller holds the row's lock and has checked that the payment is open."""
    payment.move_to(Payment.Status.CANCELLED)
    payment.save(update_fields=["status"])

"""Decline a listing: end its workflow, give the money back, and say why."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from jobs.models import JobPage, Submission
from jobs.services import mails
from payments import gateway
from payments.ledger import lock_posting_payments
from payments.models import Payment, Refund
from payments.services.checkout import close_checkout
from payments.services.refunds import plan_refund, refundable, send_refund


class NotDeclinable(Exception):
    """The listing has been published, or declined, or has no submission, or its debit is still on its way."""


def decline(*, page: JobPage, user: User, reason: str) -> Refund | None:
    """One step for an editor; returns the refund, None when nothing had been paid. Raises NotDeclinable.

    The promise to refund is committed with the rest. Should Stripe not answer now, the sweep asks again.
    """
    _close_payment_page(page)
    refund = _decline(page=page, user=user, reason=reason)
    if refund is not None:
        try:
            send_refund(refund)
        except gateway.GatewayUnavailable:
            return refund
        refund.refresh_from_db()
    return refund


def _close_payment_page(page: JobPage) -> None:
    payment = Payment.objects.posting_for(page.pk).first()
    if payment is not None and payment.status == Payment.Status.OPEN:
        close_checkout(payment=payment)


@transaction.atomic
def _decline(*, page: JobPage, user: User, reason: str) -> Refund | None:
    payments = lock_posting_payments(page.pk)
    page = JobPage.objects.get(pk=page.pk)
    submission = Submission.objects.filter(page=page).select_related("page").first()
    if submission is None or not payments or not is_declinable(page, payments[0]):
        raise NotDeclinable
    if (state := page.current_workflow_state) is not None:
        state.cancel(user=user)
    page.revisions.update(approved_go_live_at=None)
    refund = _give_back(payments[0], user=user, reason=reason)
    Payment.objects.filter(pk=payments[0].pk).update(declined_at=timezone.now())
    submission.declined_reason = reason
    submission.save(update_fields=["declined_reason"])
    log(instance=page, action="jobs.decline", user=user, data={"reason": reason})
    mails.declined(submission=submission, reason=reason, refund=refund)
    return refund


def is_declinable(page: JobPage, payment: Payment) -> bool:
    decided = page.first_published_at is not None or payment.declined_at is not None
    return not decided and payment.status not in (Payment.Status.CANCELLED, Payment.Status.PROCESSING)


def _give_back(payment: Payment, *, user: User, reason: str) -> Refund | None:
    if payment.status == Payment.Status.OPEN:
        payment.move_to(Payment.Status.CANCELLED)
        payment.save(update_fields=["status"])
        return None
    if left := refundable(payment):
        return plan_refund(payment=payment, amount=left, reason=reason, user=user)
    return None

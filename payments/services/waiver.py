"""An editor lets a payment go."""

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.log_actions import log

from payments.ledger import lock_posting_payments
from payments.models import Payment
from payments.signals import payment_waived

from .settlement import take_effect


class NotWaivable(Exception):
    """The payment is not open: it is paid, being processed, waived already or cancelled."""


@transaction.atomic
def waive(*, payment: Payment, user: User, reason: str) -> Payment:
    """Record name and reason, then let the workflow go on as if it had been paid. Raises NotWaivable."""
    lock_posting_payments(payment.page_id)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if locked.status != Payment.Status.OPEN:
        raise NotWaivable
    locked.move_to(Payment.Status.WAIVED)
    locked.waived_by, locked.waived_reason = user, reason
    locked.save(update_fields=["status", "waived_by", "waived_reason"])
    if locked.page is not None:
        log(
            instance=locked.page.specific,
            action="payments.waive",
            user=user,
            data={"payment": str(locked.uuid), "amount": locked.amount_label, "reason": reason},
        )
    payment_waived.send(sender=Payment, payment=locked, user=user)
    take_effect(payment=locked)
    return locked

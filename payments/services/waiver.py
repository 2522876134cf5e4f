"""Waive payments."""

from django.contrib.auth.models import User
from wagtail.log_actions import log

from payments.fulfilment import refuse_if_not_for_sale
from payments.ledger import locked_payment
from payments.models import Payment

from .settlement import take_effect


class NotWaivable(Exception):
    """The payment is not open: it is paid, being processed, waived already or cancelled."""


def waive(*, payment: Payment, user: User, reason: str) -> Payment:
    """Record who waives the payment and why, then fulfil it as if it were paid. Raises NotWaivable and NotForSale."""
    with locked_payment(payment) as waived:
        if waived.status != Payment.Status.OPEN:
            raise NotWaivable
        refuse_if_not_for_sale(payment=waived)
        waived.move_to(Payment.Status.WAIVED)
        waived.waived_by, waived.waived_reason = user, reason
        waived.save(update_fields=["status", "waived_by", "waived_reason"])
        if waived.page is not None or not waived.is_for_listing:
            log(
                instance=waived.page.specific if waived.page is not None else waived,
                action="payments.waive",
                user=user,
                data={"payment": str(waived.uuid), "amount": waived.amount_label, "reason": reason},
            )
        take_effect(payment=waived)
        return waived

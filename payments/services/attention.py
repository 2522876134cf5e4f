"""Settle what a person had to look at."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from payments.ledger import lock_posting_payments
from payments.models import Payment

from .settlement import take_effect


class MovedOn(Exception):
    """What the person dealt with is not what needs attention now."""


@transaction.atomic
def resolve(*, payment: Payment, attention: str, user: User, note: str) -> None:
    """The person has dealt with this kind; what they did stays with the payment. Raises MovedOn."""
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if not attention or locked.attention != attention:
        raise MovedOn
    line = f"{timezone.now():%Y-%m-%d %H:%M} {user.get_username()}: {locked.get_attention_display()}: {note}"
    locked.notes = f"{locked.notes}\n{line}".strip()
    locked.clear_attention({attention})
    locked.save(update_fields=["notes", *Payment.ATTENTION_FIELDS])


@transaction.atomic
def retry(*, payment: Payment) -> bool:
    """Try once more to give what was paid for; tells whether it worked."""
    lock_posting_payments(payment.page_id)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if locked.attention == Payment.Attention.PUBLISH_FAILED:
        take_effect(payment=locked)
    return locked.attention != Payment.Attention.PUBLISH_FAILED

"""Settle what a person had to look at."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from payments.ledger import locked_payment
from payments.models import Payment

from .settlement import take_effect


class MovedOn(Exception):
    """What the person dealt with is not what needs attention now."""


@transaction.atomic
def resolve(*, payment: Payment, attention: str, user: User, note: str) -> None:
    """The person has dealt with this kind; what they did stays with the payment. Raises MovedOn."""
    locked = Payment.objects.lock(payment.pk)
    if not attention or locked.attention != attention:
        raise MovedOn
    line = f"{timezone.now():%Y-%m-%d %H:%M} {user.get_username()}: {locked.get_attention_display()}: {note}"
    locked.notes = f"{locked.notes}\n{line}".strip()
    locked.clear_attention({attention})
    locked.save(update_fields=["notes", *Payment.ATTENTION_FIELDS])


def retry(*, payment: Payment) -> bool:
    """Try once more to give what was paid for; tells whether it worked."""
    with locked_payment(payment) as fresh:
        if fresh.attention == Payment.Attention.PUBLISH_FAILED:
            take_effect(payment=fresh)
        return fresh.attention != Payment.Attention.PUBLISH_FAILED

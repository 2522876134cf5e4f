"""What needs a person is mailed to the board's editors, inside the same transaction."""

from typing import Any

from django.dispatch import receiver

from payments.mails import attention
from payments.models import Payment
from payments.signals import payment_needs_attention


@receiver(payment_needs_attention)
def tell_editors(sender: type[Payment], payment: Payment, **kwargs: Any) -> None:
    attention(payment=payment)

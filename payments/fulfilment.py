"""What each purpose of a payment gives once it is settled: one registered function per purpose.

Rooms above register theirs when their app starts.
"""

from typing import Protocol

from payments.models import Payment


class NotRegistered(Exception):
    """No function gives what payments of this purpose are for."""


class Fulfil(Protocol):
    """Give what was paid for, and return; raise when it could not be given.

    Called inside a savepoint, with the payment's lock held; called again by the sweep after it has raised. It may write
    to the database and queue emails, and must not call the network.
    """

    def __call__(self, *, payment: Payment) -> None: ...


_functions: dict[str, Fulfil] = {}


def register(purpose: Payment.Purpose, function: Fulfil) -> None:
    """Fulfil payments of this purpose by this function. Raises ValueError when another one does already."""
    if _functions.setdefault(purpose, function) is not function:
        raise ValueError(f"payments for a {purpose} are fulfilled by {_functions[purpose]} already")


def fulfil(*, payment: Payment) -> None:
    """Give what was paid for. Raises NotRegistered, and whatever the registered function raises."""
    if (function := _functions.get(payment.purpose)) is None:
        raise NotRegistered(payment.purpose)
    function(payment=payment)

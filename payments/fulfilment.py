"""What each purpose of a payment gives once it is settled, and whether it can be had now: registered functions.

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


class NotForSale(Exception):
    """What the payment is for cannot be had now. The message is for whoever would pay or waive it."""


class Check(Protocol):
    """Return, or raise NotForSale. Called with the payment's lock held, before a payment page is opened for it.

    Called too before it is waived or settled for nothing. It may take locks, which last until that is committed; what
    it counts must include payments with an unfinished checkout, so that nothing is sold twice.
    """

    def __call__(self, *, payment: Payment) -> None: ...


_checks: list[Check] = []


def guard_sales(check: Check) -> None:
    """Ask this function as well before anything is sold."""
    if check not in _checks:
        _checks.append(check)


def refuse_if_not_for_sale(*, payment: Payment) -> None:
    """Raise NotForSale when one of the registered functions does."""
    for check in _checks:
        check(payment=payment)

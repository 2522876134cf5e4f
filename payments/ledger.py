"""Tell whether a page's posting has been paid for, and lock what that depends on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from payments.models.payments import Payment


@contextmanager
def locked(page_id: int | None) -> Iterator[list[Payment]]:
    """Lock the page's posting payments in a transaction; yield them, newest first.

    Take this lock before any other row's, whenever you read or change whether a page is paid for. Inside another
    transaction the lock lasts until that one ends.
    """
    with transaction.atomic():
        yield list(Payment.objects.posting_for(page_id).select_for_update())


@contextmanager
def locked_payment(payment: Payment) -> Iterator[Payment]:
    """Lock the payment together with its page's posting payments; yield its fresh row."""
    with locked(payment.page_id):
        yield Payment.objects.lock(payment.pk)


def is_unpaid(page_id: int | None) -> bool:
    """Whether the page's newest posting payment is unpaid; locked until the caller's transaction ends."""
    if page_id is None:
        return False
    with locked(page_id) as payments:
        return bool(payments) and payments[0].is_unpaid


def unpaid_page_ids(page_ids: list[int]) -> set[int]:
    """Return those of the pages that are unpaid. Takes no locks: for lists only."""
    latest: dict[int, Payment] = {}
    for payment in Payment.objects.filter(page_id__in=page_ids, purpose=Payment.Purpose.POSTING).order_by(
        "pk"
    ):
        if payment.page_id is not None:
            latest[payment.page_id] = payment
    return {page_id for page_id, payment in latest.items() if payment.is_unpaid}

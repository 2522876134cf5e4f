"""Who owes: the one place that tells whether a page's posting has been paid for."""

from django.db import transaction

from payments.models.payments import Payment


def lock_posting_payments(page_id: int | None) -> list[Payment]:
    """The page's posting payments, newest first, locked until the transaction ends.

    Whatever decides on what a page owes, or changes it, takes this lock before any other row's.
    """
    return list(Payment.objects.select_for_update().posting_for(page_id))


def owes(page_id: int | None) -> bool:
    """Whether publishing the page would give it away; the answer holds as long as the caller's transaction."""
    if page_id is None:
        return False
    with transaction.atomic():
        payments = lock_posting_payments(page_id)
    return bool(payments) and payments[0].owes


def owing_page_ids(page_ids: list[int]) -> set[int]:
    """Of these pages, the ones that owe; without locks, for lists."""
    latest: dict[int, Payment] = {}
    for payment in Payment.objects.filter(page_id__in=page_ids, purpose=Payment.Purpose.POSTING).order_by(
        "pk"
    ):
        if payment.page_id is not None:
            latest[payment.page_id] = payment
    return {page_id for page_id, payment in latest.items() if payment.owes}

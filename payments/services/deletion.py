"""Cancel the payments of a deleted page, and open problems for what was paid and not published."""

from contextlib import suppress
from functools import partial

from django.db import transaction

from payments import gateway
from payments.models import Payment, Problem

from .cancellation import record_cancelled
from .checkout import close_checkout
from .credits import give_back
from .problems import open_problem
from .refunds import charges_left


def withdraw(*, page_id: int, was_published: bool) -> None:
    """Cancel the page's open payments. Call it inside the transaction that deletes the page.

    Payment pages are closed after that transaction; the sweep closes those that Stripe did not respond for.
    """
    for payment in Payment.objects.filter(page_id=page_id).order_by("-pk").select_for_update():
        if payment.status == Payment.Status.OPEN:
            record_cancelled(payment)
            transaction.on_commit(partial(_close, payment))
        if not was_published:
            give_back(payment=payment)
        if not was_published and charges_left(payment):
            open_problem(payment=payment, kind=Problem.Kind.PAGE_GONE, detail=payment.page_title)


def _close(payment: Payment) -> None:
    payment.refresh_from_db()
    with suppress(gateway.GatewayError):
        close_checkout(payment=payment)

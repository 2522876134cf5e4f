"""Refund charges, and bring the ledger to Stripe's lists of refunds and disputes."""

import logging
import uuid
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet, Sum

from payments import gateway, metadata, stripe_objects
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Dispute, Payment, Problem, Refund
from payments.models.refunds import new_refund_key
from payments.signals import payment_refunded, payment_reversed

from . import receipts
from .disputes import record_dispute
from .pack_money import Part, balance_with_money, refundable_parts
from .problems import close_problems, open_problem

logger = logging.getLogger(__name__)

# Problems of an extra charge; refunding it closes them.
EXTRA_CHARGE = frozenset(
    {
        Problem.Kind.AMOUNT_MISMATCH,
        Problem.Kind.PAID_TWICE,
        Problem.Kind.PAID_AFTER_WAIVER,
    }
)
# Problems of a payment that was not fulfilled; refunding it in full closes them.
NOT_FULFILLED = frozenset({Problem.Kind.PAID_AFTER_CANCEL, Problem.Kind.PUBLISH_FAILED})
# Problems that are closed once nothing is left of any charge, the payment's own or an extra one.
NOTHING_LEFT = frozenset({Problem.Kind.PAGE_GONE, Problem.Kind.REFUND_FAILED})


class NotRefundable(Exception):
    """Less than this amount is left of the charge, or nothing was charged."""


class Disputed(NotRefundable):
    """The payer's bank disputes the charge: the bank decides about the money, and Stripe refuses refunds."""


class FormUsed(Exception):
    """The form was sent before, with another amount, or Stripe refused its refund."""


def refundable(payment: Payment, payment_intent: str | None = None) -> int:
    """Return what can still be refunded of a charge, in minor units; by default of the payment's own charge."""
    intent = payment.payment_intent if payment_intent is None else payment_intent
    if not intent:
        return 0
    charged = payment.attempts.filter(payment_intent=intent).values_list("amount_total", flat=True).first()
    gone = _sum(payment.refunds.of(intent).counting()) + _lost(payment, intent)
    return max(0, (charged or 0) - gone)


def is_disputed(payment: Payment, payment_intent: str | None = None) -> bool:
    """Return whether a dispute holds the charge's money; by default of the payment's own charge."""
    intent = payment.payment_intent if payment_intent is None else payment_intent
    return any(dispute.holds_money for dispute in payment.disputes.filter(payment_intent=intent))


def charges_left(payment: Payment) -> dict[str, int]:
    """Return what is left of each charge of the payment, extra ones included: minor units by payment intent."""
    intents = payment.attempts.exclude(payment_intent="").values_list("payment_intent", flat=True)
    return {intent: left for intent in intents if (left := refundable(payment, intent))}


def refund(
    *,
    payment: Payment,
    amount: int,
    reason: str,
    user: User | None,
    payment_intent: str | None = None,
    nonce: uuid.UUID | None = None,
) -> Refund:
    """Give back `amount` minor units.

    Raises NotRefundable (or its kind Disputed), FormUsed, gateway.GatewayRefused and gateway.GatewayUnavailable. After
    *unavailable* the row stays, and the sweep asks again with the same key: it may have been done.
    """
    row = plan_refund(
        payment=payment,
        amount=amount,
        reason=reason,
        user=user,
        payment_intent=payment_intent,
        nonce=nonce,
    )
    if row.status == Refund.Status.CREATING:
        send_refund(row)
        row.refresh_from_db()
    return row


def plan_refund(
    *,
    payment: Payment,
    amount: int,
    reason: str,
    user: User | None,
    payment_intent: str | None = None,
    nonce: uuid.UUID | None = None,
) -> Refund:
    """Write the refund's row; `send_refund()`, or the sweep, then asks Stripe for it.

    The same nonce again returns the row of the first time. Raises NotRefundable, and FormUsed when that row is for
    another charge or amount, or has failed.
    """
    with locked_payment(payment) as charged:
        intent = charged.payment_intent if payment_intent is None else payment_intent
        key = f"refund-{nonce}" if nonce is not None else new_refund_key()
        if (planned := charged.refunds.filter(idempotency_key=key).first()) is not None:
            if (planned.payment_intent, planned.amount) != (intent, amount) or planned.came_to_nothing:
                raise FormUsed
            return planned
        if is_disputed(charged, intent):
            raise Disputed
        if not 0 < amount <= _most(charged, intent):
            raise NotRefundable
        row = Refund.objects.create(
            payment=charged,
            payment_intent=intent,
            idempotency_key=key,
            amount=amount,
            reason=reason,
            requested_by=user,
        )
        balance_with_money(charged)
        return row


def pack_parts(pack: Payment) -> list[Part]:
    """List what can be refunded of a pack, from one unused credit to all of them."""
    return refundable_parts(pack, refundable(pack))


def _most(payment: Payment, intent: str) -> int:
    """Return the most that can be refunded of a charge; of a pack's own, what its unused credits are worth."""
    if payment.is_for_listing or intent != payment.payment_intent:
        return refundable(payment, intent)
    return max((part.amount for part in pack_parts(payment)), default=0)


def stray_charge(payment: Payment) -> CheckoutAttempt | None:
    """Return the newest extra charge that is not fully refunded, or None. It may be disputed."""
    others = payment.attempts.exclude(payment_intent__in=("", payment.payment_intent))
    return next((attempt for attempt in others if refundable(payment, attempt.payment_intent)), None)


def send_refund(row: Refund) -> None:
    """Ask Stripe for the refund, outside any transaction, then sync the payment's refunds."""
    try:
        gateway.create_refund(
            payment_intent=row.payment_intent,
            amount=row.amount,
            idempotency_key=row.idempotency_key,
            metadata={metadata.PAYMENT: str(row.payment.uuid), metadata.REFUND: row.idempotency_key},
        )
    except gateway.GatewayRefused:
        _mark_refused(row)
        # Most likely it was refunded in Stripe's dashboard a moment ago, and the event has not arrived yet.
        with suppress(gateway.GatewayError):
            sync_refunds_and_disputes(row.payment)
        raise
    sync_refunds_and_disputes(row.payment)


def ask_again(row: Refund) -> None:
    """Sync a refund that Stripe did not respond to, and ask again if Stripe does not list it."""
    sync_refunds_and_disputes(row.payment)
    row.refresh_from_db()
    if row.status == Refund.Status.CREATING:
        send_refund(row)


def sync_refunds_and_disputes(payment: Payment) -> None:
    """Bring ledger and payment to Stripe's lists of refunds and disputes. Idempotent."""
    intents = set(payment.attempts.exclude(payment_intent="").values_list("payment_intent", flat=True))
    refunds = [(intent, found) for intent in intents for found in gateway.list_refunds(intent)]
    disputes = [found for intent in intents for found in gateway.list_disputes(intent)]
    with locked_payment(payment) as charged:
        news = [row for intent, found in refunds if (row := _record(charged, intent, found)) is not None]
        # Before listings are taken down: a settlement, too, takes a number first and listings afterwards.
        written = [receipts.issue_refund(row) for row in news]
        for dispute in disputes:
            record_dispute(charged, dispute)
        _recompute(charged)
        balance_with_money(charged)
        _close_repaid(charged)
        for row in news:
            payment_refunded.send(sender=Payment, payment=charged, refund=row)
        for receipt in written:
            receipts.announce(receipt)
    receipts.finish_all_of(payment)


def _recompute(payment: Payment) -> None:
    """Set the payment's status by what has gone back of its own charge."""
    if not payment.is_settled or payment.is_paid_by_credit:
        return
    answered = payment.refunds.of(payment.payment_intent).counting().exclude(status=Refund.Status.CREATING)
    gone = _sum(answered) + _lost(payment, payment.payment_intent)
    after = _status_for(gone, payment.amount_paid or 0)
    if after == payment.status:
        return
    payment.move_to(after)
    payment.save(update_fields=["status"])
    if after == Payment.Status.REFUNDED:
        payment_reversed.send(sender=Payment, payment=payment)


def _status_for(given_back: int, paid: int) -> Payment.Status:
    if not given_back:
        return Payment.Status.PAID
    return Payment.Status.REFUNDED if given_back >= paid else Payment.Status.PARTIALLY_REFUNDED


def _sum(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)


def _lost(payment: Payment, payment_intent: str) -> int:
    return _sum(payment.disputes.filter(payment_intent=payment_intent, status=Dispute.LOST))


def _record(payment: Payment, payment_intent: str, found: stripe_objects.Refund) -> Refund | None:
    """Store one refund of Stripe's list; return its row when it is a new one that has not failed."""
    row = _row_of(payment, payment_intent, found)
    before = row.status if row.refund_id else None
    if before in Refund.CAME_TO_NOTHING:
        return None  # Final: a list that says otherwise is older.
    row.refund_id, row.amount = found.id, found.amount
    row.status = found.status if found.status in Refund.Status.values else Refund.Status.PENDING
    row.save()
    if row.status in Refund.CAME_TO_NOTHING:
        open_problem(
            payment=payment, kind=Problem.Kind.REFUND_FAILED, detail=f"{row.amount_label}, {found.id}"
        )
        return None
    return row if before is None else None


def _row_of(payment: Payment, payment_intent: str, found: stripe_objects.Refund) -> Refund:
    """Return the refund's row, also when Stripe's response never arrived; else a new one."""
    rows = Refund.objects.select_for_update().filter(payment=payment)
    if (known := rows.filter(refund_id=found.id).first()) is not None:
        return known
    ours = rows.filter(idempotency_key=found.metadata.get(metadata.REFUND, ""), refund_id=None).first()
    return ours or Refund(payment=payment, payment_intent=payment_intent, created_at=found.created)


def _close_repaid(payment: Payment) -> None:
    """Close the problems that refunds and lost disputes have settled."""
    settled: set[Problem.Kind] = set()
    if stray_charge(payment) is None:
        settled |= EXTRA_CHARGE
    if payment.status == Payment.Status.REFUNDED:
        settled |= NOT_FULFILLED
    if not charges_left(payment):
        settled |= NOTHING_LEFT
    close_problems(payment=payment, kinds=settled)


def _mark_refused(row: Refund) -> None:
    """Mark a refund that Stripe refused as failed, and open a problem for it."""
    with locked_payment(row.payment) as payment:
        Refund.objects.filter(pk=row.pk, status=Refund.Status.CREATING).update(status=Refund.Status.FAILED)
        balance_with_money(payment)
        open_problem(payment=payment, kind=Problem.Kind.REFUND_FAILED, detail=row.amount_label)

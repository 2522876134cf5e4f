"""Money going back: asked for here, or seen in Stripe's own list."""

import logging
import uuid
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet, Sum

from payments import answers, gateway, metadata
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Dispute, Payment, Problem, Refund
from payments.models.refunds import new_refund_key
from payments.signals import payment_refunded, payment_reversed

from .disputes import record_dispute
from .problems import close_problems, open_problem

logger = logging.getLogger(__name__)

# What asks for a person because a charge was made that should not have been; giving it back settles it.
STRAY = frozenset(
    {
        Problem.Kind.AMOUNT_MISMATCH,
        Problem.Kind.PAID_TWICE,
        Problem.Kind.PAID_AFTER_WAIVER,
    }
)
# What asks for a person because the payer has not got what they paid for; giving all of it back settles it.
NOT_GIVEN = frozenset({Problem.Kind.PAID_AFTER_CANCEL, Problem.Kind.PUBLISH_FAILED})
# What asks for a person until no charge is left, neither the payment's own nor another.
ALL_TO_GO_BACK = frozenset({Problem.Kind.PAGE_GONE, Problem.Kind.REFUND_FAILED})


class NotRefundable(Exception):
    """Nothing was charged, or less is left of it than was asked to be given back."""


class FormUsed(Exception):
    """This form has been sent before, with another sum, or Stripe has refused what it asked for."""


def refundable(payment: Payment, payment_intent: str | None = None) -> int:
    """Minor units of the charge that can still be given back; of the payment's own charge unless told."""
    intent = payment.payment_intent if payment_intent is None else payment_intent
    if not intent:
        return 0
    charged = payment.attempts.filter(payment_intent=intent).values_list("amount_total", flat=True).first()
    gone = _sum(payment.refunds.of(intent).counting()) + _lost(payment, intent)
    return max(0, (charged or 0) - gone)


def held(payment: Payment) -> dict[str, int]:
    """What is left of every charge made for the payment, its own and those beside it: minor units by intent."""
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

    Raises NotRefundable, FormUsed, gateway.GatewayRefused and gateway.GatewayUnavailable. After *unavailable* the row
    stays, and the sweep asks again with the same key: it may have been done.
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
    """Write the row that promises the refund; `send_refund()`, or the sweep, then asks Stripe for it.

    The same nonce again gives the row it made the first time. Raises NotRefundable, and FormUsed when that row is
    of something else, or nothing came of it.
    """
    with locked_payment(payment) as charged:
        intent = charged.payment_intent if payment_intent is None else payment_intent
        key = f"refund-{nonce}" if nonce is not None else new_refund_key()
        if (planned := charged.refunds.filter(idempotency_key=key).first()) is not None:
            if (planned.payment_intent, planned.amount) != (intent, amount) or planned.came_to_nothing:
                raise FormUsed
            return planned
        if not 0 < amount <= refundable(charged, intent):
            raise NotRefundable
        return Refund.objects.create(
            payment=charged,
            payment_intent=intent,
            idempotency_key=key,
            amount=amount,
            reason=reason,
            requested_by=user,
        )


def stray_charge(payment: Payment) -> CheckoutAttempt | None:
    """The newest charge beside the one that settled the payment of which something is left to give back."""
    others = payment.attempts.exclude(payment_intent__in=("", payment.payment_intent))
    return next((attempt for attempt in others if refundable(payment, attempt.payment_intent)), None)


def send_refund(row: Refund) -> None:
    """Ask Stripe, outside any transaction, then take in what its list says."""
    try:
        gateway.create_refund(
            payment_intent=row.payment_intent,
            amount=row.amount,
            idempotency_key=row.idempotency_key,
            metadata={metadata.PAYMENT: str(row.payment.uuid), metadata.REFUND: row.idempotency_key},
        )
    except gateway.GatewayRefused:
        _mark_refused(row)
        # Most likely it went back in Stripe's dashboard, and the event of that is still to come.
        with suppress(gateway.GatewayError):
            take_in_charges(row.payment)
        raise
    take_in_charges(row.payment)


def ask_again(row: Refund) -> None:
    """For a row that Stripe gave no answer on: its own list tells, also once it has forgotten the key."""
    take_in_charges(row.payment)
    row.refresh_from_db()
    if row.status == Refund.Status.CREATING:
        send_refund(row)


def take_in_charges(payment: Payment) -> None:
    """Bring ledger and payment to Stripe's lists of refunds and disputes; doing it twice changes nothing."""
    intents = set(payment.attempts.exclude(payment_intent="").values_list("payment_intent", flat=True))
    refunds = [(intent, found) for intent in intents for found in gateway.list_refunds(intent)]
    disputes = [found for intent in intents for found in gateway.list_disputes(intent)]
    with locked_payment(payment) as charged:
        news = [row for intent, found in refunds if (row := _record(charged, intent, found)) is not None]
        for dispute in disputes:
            record_dispute(charged, dispute)
        _recompute(charged)
        _close_repaid(charged)
        for row in news:
            payment_refunded.send(sender=Payment, payment=charged, refund=row)


def _recompute(payment: Payment) -> None:
    """The payment's state from what has gone back of its own charge."""
    if not payment.is_settled:
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


def _record(payment: Payment, payment_intent: str, found: answers.Refund) -> Refund | None:
    """Take one refund of Stripe's list in; returns its row when it is news that money goes back."""
    row = _row_of(payment, payment_intent, found)
    before = row.status if row.refund_id else None
    if before in Refund.CAME_TO_NOTHING:
        return None  # For good: a list that says otherwise was fetched before.
    row.refund_id, row.amount = found.id, found.amount
    row.status = found.status if found.status in Refund.Status.values else Refund.Status.PENDING
    row.save()
    if row.status in Refund.CAME_TO_NOTHING:
        open_problem(
            payment=payment, kind=Problem.Kind.REFUND_FAILED, detail=f"{row.amount_label}, {found.id}"
        )
        return None
    return row if before is None else None


def _row_of(payment: Payment, payment_intent: str, found: answers.Refund) -> Refund:
    """Our own row when we asked for it, also when the answer never arrived; else a new one."""
    rows = Refund.objects.select_for_update().filter(payment=payment)
    if (known := rows.filter(refund_id=found.id).first()) is not None:
        return known
    ours = rows.filter(idempotency_key=found.metadata.get(metadata.REFUND, ""), refund_id=None).first()
    return ours or Refund(payment=payment, payment_intent=payment_intent, created_at=found.created)


def _close_repaid(payment: Payment) -> None:
    """What has gone back needs nobody any more."""
    settled: set[Problem.Kind] = set()
    if stray_charge(payment) is None:
        settled |= STRAY
    if payment.status == Payment.Status.REFUNDED:
        settled |= NOT_GIVEN
    if not held(payment):
        settled |= ALL_TO_GO_BACK
    close_problems(payment=payment, kinds=settled)


def _mark_refused(row: Refund) -> None:
    """A definite no: nothing went back, and somebody who promised it must know."""
    with locked_payment(row.payment) as payment:
        Refund.objects.filter(pk=row.pk, status=Refund.Status.CREATING).update(status=Refund.Status.FAILED)
        open_problem(payment=payment, kind=Problem.Kind.REFUND_FAILED, detail=row.amount_label)

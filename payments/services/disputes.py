"""A payer's bank takes the money back: a row each, a person told, and a loss counted like a refund."""

from payments import answers
from payments.models import Dispute, Payment
from payments.signals import payment_disputed

from .settlement import flag


def record_dispute(payment: Payment, found: answers.Dispute) -> None:
    """Take in one dispute as Stripe has it; the caller holds the payment's lock and recomputes afterwards."""
    known = Dispute.objects.filter(dispute_id=found.id).first()
    dispute = known or Dispute(dispute_id=found.id, payment=payment, created_at=found.created)
    was_over = known is not None and not known.is_open
    dispute.payment_intent, dispute.status, dispute.reason = found.payment_intent, found.status, found.reason
    dispute.amount = _amount(payment, found)
    if was_over and dispute.is_open:
        return  # A list that was fetched before it was decided.
    dispute.save()
    if known is None and dispute.is_open:
        _alert(payment, dispute)
        payment_disputed.send(sender=Payment, payment=payment, dispute=dispute)
    if payment.attention == Payment.Attention.DISPUTED and _first_open(payment) is None:
        payment.clear_attention()
        payment.save(update_fields=["attention", "attention_detail"])


def show_open_dispute(payment: Payment) -> None:
    """What stood in front of it has been settled."""
    if not payment.attention and (dispute := _first_open(payment)) is not None:
        flag(payment, Payment.Attention.DISPUTED, _detail(dispute))


def _amount(payment: Payment, found: answers.Dispute) -> int:
    """In the payment's currency; all of the charge when the bank reckons in another."""
    if found.currency == payment.currency:
        return found.amount
    charge = payment.attempts.filter(payment_intent=found.payment_intent).first()
    return (charge.amount_total or 0) if charge is not None else found.amount


def _alert(payment: Payment, dispute: Dispute) -> None:
    """Tell of it, but leave in front what has to be settled by a person: a dispute ends by itself."""
    in_front = payment.attention, payment.attention_detail
    flag(payment, Payment.Attention.DISPUTED, _detail(dispute))
    if in_front[0]:
        payment.attention, payment.attention_detail = in_front
        payment.save(update_fields=["attention", "attention_detail"])


def _detail(dispute: Dispute) -> str:
    return f"{dispute.dispute_id}: {dispute.reason}"


def _first_open(payment: Payment) -> Dispute | None:
    return next((dispute for dispute in payment.disputes.all() if dispute.is_open), None)

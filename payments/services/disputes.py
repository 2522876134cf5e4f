"""Record disputes; a lost one counts as a refund."""

from payments import stripe_objects
from payments.models import Dispute, Payment, Problem

from .problems import close_problems, open_problem


def record_dispute(payment: Payment, found: stripe_objects.Dispute) -> None:
    """Store one dispute of Stripe's list. The caller holds the payment's lock and recomputes its status."""
    known = Dispute.objects.filter(dispute_id=found.id).first()
    dispute = known or Dispute(dispute_id=found.id, payment=payment, created_at=found.created)
    was_over = known is not None and not known.is_open
    dispute.payment_intent, dispute.status, dispute.reason = found.payment_intent, found.status, found.reason
    dispute.amount = _amount(payment, found)
    if was_over and dispute.is_open:
        return  # The list is older than the decision.
    dispute.save()
    if known is None and dispute.is_open:
        detail = f"{dispute.dispute_id}: {dispute.reason}"
        open_problem(payment=payment, kind=Problem.Kind.DISPUTED, detail=detail)
    if not any(each.is_open for each in payment.disputes.all()):
        close_problems(payment=payment, kinds={Problem.Kind.DISPUTED})


def _amount(payment: Payment, found: stripe_objects.Dispute) -> int:
    """Return the amount in the payment's currency; the whole charge when the bank uses another currency."""
    if found.currency == payment.currency:
        return found.amount
    charge = payment.attempts.filter(payment_intent=found.payment_intent).first()
    return (charge.amount_total or 0) if charge is not None else found.amount

"""A payer's bank takes the money back: a row each, a person told, and a loss counted like a refund."""

from payments import gateway
from payments.models import Dispute, Payment
from payments.signals import payment_disputed

from .settlement import flag


def record_dispute(payment: Payment, found: gateway.Dispute) -> None:
    """Take in one dispute as Stripe has it; the caller holds the payment's lock and recomputes afterwards."""
    facts = {
        "payment": payment,
        "payment_intent": found.payment_intent,
        "status": found.status,
        "reason": found.reason,
        "amount": found.amount,
    }
    dispute, is_new = Dispute.objects.update_or_create(
        dispute_id=found.id, defaults=facts, create_defaults=facts | {"created_at": found.created}
    )
    if is_new and dispute.is_open:
        flag(payment, Payment.Attention.DISPUTED, f"{found.id}: {found.reason}")
        payment_disputed.send(sender=Payment, payment=payment, dispute=dispute)
    if payment.attention == Payment.Attention.DISPUTED and not _any_open(payment):
        payment.clear_attention()
        payment.save(update_fields=["attention", "attention_detail"])


def _any_open(payment: Payment) -> bool:
    return any(dispute.is_open for dispute in payment.disputes.all())

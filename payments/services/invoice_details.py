"""What the payer wants on Stripe's invoice."""

from payments.ledger import locked_payment
from payments.models import Payment

from .checkout import close_checkout


def set_invoice_details(*, payment: Payment, purchase_order: str, cost_centre: str) -> bool:
    """Store the payer's PO number and cost centre; return whether the payment could still be changed.

    A payment page that is open shows the old ones, so it is closed: the next one has the new. Raises
    gateway.GatewayUnavailable, and changes nothing then.
    """
    if (payment.purchase_order, payment.cost_centre) == (purchase_order, cost_centre):
        return True
    close_checkout(payment=payment)
    with locked_payment(payment) as fresh:
        if fresh.status != Payment.Status.OPEN:
            return False
        fresh.purchase_order, fresh.cost_centre = purchase_order, cost_centre
        fresh.save(update_fields=["purchase_order", "cost_centre"])
    payment.refresh_from_db()
    return True

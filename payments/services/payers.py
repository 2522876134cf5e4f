"""Forget who paid, once nobody needs to know."""

from collections.abc import Iterable

from payments.models import Payment, Receipt


def blank_payers(payments: Iterable[int]) -> int:
    """Blank the payers of these payments; return how many had one. States and sums stay as they are."""
    found = list(payments)
    # Their numbers and sums stay, which the books need.
    Receipt.objects.filter(payment__in=found).update(buyer_name="", buyer_address="", buyer_tax_id="")
    named = Payment.objects.filter(pk__in=found).exclude(payer_email="")
    return named.update(payer_email="", purchase_order="", cost_centre="")

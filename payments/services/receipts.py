"""Write a receipt for each charge and each refund, and add Stripe's invoice or credit note once there is one.

Numbers are given inside the transaction that records the money, one after the other on each board: none is left out,
none is given twice.
"""

import logging
from contextlib import suppress

from django.db import transaction

from boards.models import BoardSettings
from payments import gateway, metadata, stripe_objects
from payments.ledger import locked_payment
from payments.models import CheckoutAttempt, Payment, PaymentSettings, Receipt, ReceiptSeries, Refund
from payments.models.receipts import URL_LENGTH
from payments.signals import receipt_ready

logger = logging.getLogger(__name__)


def issue(*, payment: Payment, attempt: CheckoutAttempt, session: stripe_objects.CheckoutSession) -> Receipt:
    """Write the receipt of a charge; the caller holds the payment's lock, and tells of it with `announce`."""
    board, buyer, method = PaymentSettings.of(payment.site), session.buyer, session.method
    receipt = _new(board, payment)
    receipt.total, receipt.tax, receipt.discount = session.total, session.tax, session.discount
    receipt.tax_name = board.tax_label if session.tax else ""
    receipt.buyer_name, receipt.buyer_tax_id = buyer.name[:300], ", ".join(buyer.tax_ids)[:200]
    receipt.buyer_address = "\n".join(buyer.address)
    receipt.method, receipt.method_brand = method.kind[:50], method.brand[:50]
    receipt.method_last4 = method.last4[:10]
    receipt.awaits_document = session.is_invoiced
    if session.invoice is not None:
        _take_in(receipt, session.invoice)
    receipt.save()
    return receipt


def issue_refund(refund: Refund) -> Receipt:
    """Write the receipt of a refund; the caller holds the payment's lock, and tells of it with `announce`."""
    payment = refund.payment
    receipt = _new(PaymentSettings.of(payment.site), payment)
    receipt.refund, receipt.total = refund, refund.amount
    charge = payment.receipts.for_charges().first()
    if charge is not None:
        for name in ("buyer_name", "buyer_address", "buyer_tax_id", "method", "method_brand", "method_last4"):
            setattr(receipt, name, getattr(charge, name))
        is_own = refund.payment_intent == payment.payment_intent
        if is_own and charge.total and charge.tax is not None:
            receipt.tax = round(charge.tax * refund.amount / charge.total)
            receipt.tax_name = charge.tax_name
    receipt.awaits_document = bool(invoice_of(refund))
    receipt.save()
    return receipt


def announce(receipt: Receipt) -> None:
    """Send the signal that emails the receipt, unless Stripe's paper is still to come. Inside the transaction."""
    if not receipt.awaits_document:
        receipt_ready.send(sender=Receipt, receipt=receipt)


def invoice_of(refund: Refund) -> str:
    """Return the id of the invoice of the charge that the refund is of, or nothing."""
    attempts = refund.payment.attempts.filter(payment_intent=refund.payment_intent).exclude(invoice_id="")
    return attempts.values_list("invoice_id", flat=True).first() or ""


def finish(receipt: Receipt) -> bool:
    """Ask Stripe for what the receipt awaits; return whether it is there now. Raises gateway.GatewayError."""
    return _finish_refund(receipt) if receipt.is_refund else _finish_charge(receipt)


def finish_all_of(payment: Payment) -> None:
    """Do so for all receipts of the payment; what Stripe gives no answer on is left to the sweep."""
    for receipt in payment.receipts.awaiting():
        with suppress(gateway.GatewayError):
            finish(receipt)


def take_invoice(*, invoice: stripe_objects.Invoice) -> Payment | None:
    """Add a finished invoice to its receipt; return the payment, None for another system's invoice."""
    attempt = CheckoutAttempt.objects.filter(invoice_id=invoice.id).select_related("payment").first()
    if attempt is not None:
        payment: Payment | None = attempt.payment
    else:
        named = metadata.payment_uuid(invoice.metadata)
        payment = Payment.objects.filter(uuid=named).first() if named is not None else None
    if payment is None:
        return None
    receipt = payment.receipts.for_charges().awaiting().first()
    if receipt is not None and invoice.is_finished and receipt.document_id in ("", invoice.id):
        _complete(receipt, invoice)
    return payment


def give_up(receipt: Receipt) -> None:
    """Send the receipt without Stripe's paper, which has not come or was refused."""
    logger.error("Receipt %s has no invoice or credit note of Stripe", receipt.number)
    _complete(receipt, None)


def _finish_charge(receipt: Receipt) -> bool:
    if receipt.document_id:
        invoice: stripe_objects.Invoice | None = gateway.retrieve_invoice(receipt.document_id)
    else:
        attempts = receipt.payment.attempts.exclude(amount_total=None).exclude(session_id=None)
        attempt = attempts.filter(payment_intent=receipt.payment.payment_intent).first()
        invoice = gateway.retrieve_session(str(attempt.session_id)).invoice if attempt else None
        if attempt is not None and invoice is not None:
            CheckoutAttempt.objects.filter(pk=attempt.pk).update(invoice_id=invoice.id)
    if invoice is None or not invoice.is_finished:
        return False
    _complete(receipt, invoice)
    return True


def _finish_refund(receipt: Receipt) -> bool:
    """Credit the refund, unless a credit note is for it already: made here before, or in Stripe's dashboard."""
    refund = receipt.refund
    invoice_id = invoice_of(refund) if refund is not None else ""
    if refund is None or not invoice_id or refund.came_to_nothing:
        give_up(receipt)
        return True
    if refund.payment.receipts.for_charges().awaiting().exists():
        return False  # A draft cannot be credited.
    notes = gateway.list_credit_notes(invoice_id)
    note = next((note for note in notes if refund.refund_id in note.refunds), None)
    if note is None:
        try:
            note = gateway.create_credit_note(
                invoice_id=invoice_id,
                refund_id=str(refund.refund_id),
                amount=refund.amount,
                idempotency_key=f"credit-{refund.refund_id}",
                metadata={
                    metadata.PAYMENT: str(refund.payment.uuid),
                    metadata.REFUND: refund.idempotency_key,
                },
            )
        except gateway.GatewayRefused:
            give_up(receipt)
            return True
    _complete(receipt, stripe_objects.Invoice(id=note.id, number=note.number, pdf=note.pdf))
    return True


def _complete(receipt: Receipt, document: stripe_objects.Invoice | None) -> None:
    """Store the paper, and tell of the receipt once."""
    with locked_payment(receipt.payment), transaction.atomic():
        fresh = Receipt.objects.select_for_update(of=("self",)).select_related("payment").get(pk=receipt.pk)
        if not fresh.awaits_document:
            return
        if document is not None:
            _take_in(fresh, document)
        fresh.awaits_document = False
        fresh.save()
        announce(fresh)


def _take_in(receipt: Receipt, document: stripe_objects.Invoice) -> None:
    receipt.document_id = document.id
    if not document.is_finished:
        return
    receipt.awaits_document = False
    receipt.document_number = document.number[:100]
    # An address that was cut would lead nowhere.
    receipt.document_url = document.url if len(document.url) <= URL_LENGTH else ""
    receipt.document_pdf = document.pdf if len(document.pdf) <= URL_LENGTH else ""


def _new(board: PaymentSettings, payment: Payment) -> Receipt:
    sequence = ReceiptSeries.next_of(payment.site)
    return Receipt(
        site=payment.site,
        payment=payment,
        sequence=sequence,
        number=f"{board.receipt_prefix}{sequence:05d}",
        seller_name=board.seller_name or BoardSettings.for_site(payment.site).name,
        seller_address=board.seller_address,
        seller_tax_id=board.seller_tax_id,
    )

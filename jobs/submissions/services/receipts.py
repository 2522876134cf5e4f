"""What was paid, and what stood in for paying: the entries of a page of receipts."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from wagtail.models import Site

from payments.models import Payment, Receipt, Refund
from payments.papers import Link, document_links, nothing_paid

# More are not shown on one page.
MAX_ENTRIES = 200


@dataclass(frozen=True)
class Entry:
    """One payment. `nothing` says why nothing was paid; `refunds` are those that have no receipt of their own."""

    payment: Payment
    title: str
    nothing: str
    receipts: list[tuple[Receipt, list[Link]]] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        return any(not receipt.is_refund for receipt, _links in self.receipts)


def settled() -> "QuerySet[Payment]":
    return Payment.objects.filter(Q(paid_at__isnull=False) | Q(status=Payment.Status.WAIVED))


def of_listing(page_id: int) -> "QuerySet[Payment]":
    return settled().filter(page_id=page_id)


def of_address(site: Site, email: str) -> "QuerySet[Payment]":
    """Everything that the owner of the address has paid on the board, also for listings that are deleted by now."""
    return settled().filter(site=site, payer_email__iexact=email)


def entries(payments: "QuerySet[Payment]") -> list[Entry]:
    refunds = Refund.objects.counting().exclude(refund_id=None).filter(receipt=None)
    found = payments.select_related("site", "page").prefetch_related(
        Prefetch("receipts", Receipt.objects.select_related("refund").order_by("sequence")),
        Prefetch("refunds", refunds, to_attr="without_receipt"),
    )
    return [_entry(payment) for payment in found[:MAX_ENTRIES]]


def receipt_of(payments: "QuerySet[Payment]", pk: int) -> Receipt | None:
    """Return the receipt, if it is of one of these payments."""
    receipts = Receipt.objects.filter(payment__in=payments)
    return receipts.select_related("payment__page", "payment__site", "refund").filter(pk=pk).first()


def _entry(payment: Payment) -> Entry:
    receipts = [(receipt, document_links(receipt)) for receipt in payment.receipts.all()]
    return Entry(
        payment=payment,
        title=payment.current_title,
        nothing=nothing_paid(payment),
        receipts=receipts,
        refunds=payment.without_receipt,  # type: ignore[attr-defined]
    )

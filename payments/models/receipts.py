"""Receipts: what the payer's accountant gets for a charge, and for each refund of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from payments.money import format_money

from .payments import Payment
from .refunds import Refund

# How long the addresses are that Stripe gives its papers.
URL_LENGTH = 1000


class ReceiptSeries(models.Model):
    """The last number that a board has given to a receipt."""

    site = models.OneToOneField("wagtailcore.Site", on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.site}: {self.last}"

    @classmethod
    def next_of(cls, site: Site) -> int:
        """Return the next number, and keep it locked until the transaction ends, so that none is left out."""
        cls.objects.get_or_create(site=site)
        cls.objects.filter(site=site).update(last=F("last") + 1)
        return cls.objects.get(site=site).last


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def for_charges(self) -> "ReceiptQuerySet":
        return self.filter(refund=None)

    def awaiting(self) -> "ReceiptQuerySet":
        """Receipts whose invoice or credit note Stripe has not finished yet."""
        return self.filter(awaits_document=True)


class Receipt(models.Model):
    """A charge, or with `refund` what went back of it. Written once; later only Stripe's paper is added.

    Seller and buyer are copies, as both may have changed their names since. Sums are minor units of the payment's
    currency; `tax` is part of `total`, whether or not it was part of the price.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.PROTECT, related_name="receipts")
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="receipts")
    refund = models.OneToOneField(
        Refund, null=True, blank=True, on_delete=models.CASCADE, related_name="receipt"
    )
    sequence = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=32)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    seller_name = models.CharField(_("seller"), max_length=200, blank=True)
    seller_address = models.TextField(_("seller’s address"), blank=True)
    seller_tax_id = models.CharField(_("seller’s tax number"), max_length=50, blank=True)
    buyer_name = models.CharField(_("buyer"), max_length=300, blank=True)
    buyer_address = models.TextField(_("buyer’s address"), blank=True)
    buyer_tax_id = models.CharField(_("buyer’s tax number"), max_length=200, blank=True)
    # Unknown for a refund of what was charged before receipts were kept.
    tax = models.PositiveBigIntegerField(_("tax"), null=True, blank=True)
    tax_name = models.CharField(max_length=20, blank=True)
    discount = models.PositiveBigIntegerField(_("discount"), default=0)
    total = models.PositiveBigIntegerField(_("total"))
    method = models.CharField(_("paid by"), max_length=50, blank=True)
    method_brand = models.CharField(max_length=50, blank=True)
    method_last4 = models.CharField(max_length=10, blank=True)
    # Stripe's invoice, or its credit note for a refund.
    awaits_document = models.BooleanField(default=False)
    document_id = models.CharField(max_length=255, blank=True, db_index=True)
    document_number = models.CharField(_("Stripe’s number"), max_length=100, blank=True)
    document_url = models.URLField(max_length=URL_LENGTH, blank=True)
    document_pdf = models.URLField(max_length=URL_LENGTH, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "sequence"], name="receipt_number_once"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(refund=None), name="receipt_one_per_payment"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_refund(self) -> bool:
        return self.refund_id is not None

    @property
    def net(self) -> int | None:
        return None if self.tax is None else self.total - self.tax

    @property
    def buyer_country(self) -> str:
        """The country's code, which Stripe's address ends with; empty without an address."""
        last = self.buyer_address.rpartition("\n")[2].strip()
        return last if len(last) == 2 and last.isalpha() else ""

    @property
    def total_label(self) -> str:
        return format_money(self.total, self.payment.currency)

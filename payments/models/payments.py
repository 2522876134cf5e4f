"""Payments: what a page's employer has to pay, or has paid."""

import uuid

from django.conf import settings
from django.contrib.admin import display
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from payments.money import format_money, validate_currency


class PaymentQuerySet(models.QuerySet["Payment"]):
    def posting_for(self, page_id: int | None) -> "PaymentQuerySet":
        """Posting payments of one page, newest first; the first one decides."""
        if page_id is None:
            return self.none()
        return self.filter(page_id=page_id, purpose=Payment.Purpose.POSTING).order_by("-pk")

    def lock(self, pk: int) -> "Payment":
        """Lock one row until the transaction ends; return it fresh."""
        return self.select_for_update().get(pk=pk)

    def needing_attention(self) -> "PaymentQuerySet":
        """With at least one open problem."""
        with_problem = Payment.objects.filter(problems__isnull=False, problems__resolved_at__isnull=True)
        return self.filter(pk__in=with_problem.values("pk"))


class Payment(models.Model):
    """One amount for one purpose. Its status changes along `ALLOWED`, in `payments.services` only, under a lock."""

    class Purpose(models.TextChoices):
        POSTING = "posting", _("posting")
        RENEWAL = "renewal", _("renewal")
        UPGRADE = "upgrade", _("upgrade")
        PACK = "pack", _("pack")

    class Status(models.TextChoices):
        OPEN = "open", _("awaiting payment")
        PROCESSING = "processing", _("processing")
        PAID = "paid", _("paid")
        WAIVED = "waived", _("waived")
        CANCELLED = "cancelled", _("cancelled")
        PARTIALLY_REFUNDED = "partially_refunded", _("partially refunded")
        REFUNDED = "refunded", _("refunded")

    ALLOWED = {
        Status.OPEN: {Status.PROCESSING, Status.PAID, Status.WAIVED, Status.CANCELLED},
        Status.PROCESSING: {Status.PAID, Status.OPEN},
        Status.CANCELLED: {Status.PAID},
        Status.PAID: {Status.PARTIALLY_REFUNDED, Status.REFUNDED},
        Status.PARTIALLY_REFUNDED: {Status.REFUNDED, Status.PAID},
        Status.REFUNDED: {Status.PARTIALLY_REFUNDED, Status.PAID},
        Status.WAIVED: set(),
    }
    UNPAID = (Status.OPEN, Status.PROCESSING, Status.CANCELLED, Status.REFUNDED)
    PAYABLE = (Status.OPEN, Status.PROCESSING)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.PROTECT, related_name="payments")
    # The ledger outlives the page it was paid for.
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments")
    page_title = models.CharField(_("listing"), max_length=255)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.POSTING)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    amount = models.PositiveBigIntegerField(_("amount"), help_text=_("In minor units of the currency."))
    currency = models.CharField(
        _("currency"), max_length=3, validators=[MinLengthValidator(3), validate_currency]
    )
    description = models.CharField(_("description"), max_length=255)
    payer_email = models.EmailField(_("payer"))
    livemode = models.BooleanField(_("real money"), null=True, editable=False)
    payment_intent = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    amount_paid = models.PositiveBigIntegerField(
        _("amount paid"),
        null=True,
        blank=True,
        help_text=_("What Stripe charged, after discounts and with tax; minor units."),
    )
    paid_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    waived_reason = models.TextField(_("reason of the waiver"), blank=True)
    declined_at = models.DateTimeField(
        _("listing declined at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From then on nothing is published for it, whatever becomes of the money."),
    )
    # What the payer wants on Stripe's invoice; at most as long as Stripe prints it.
    purchase_order = models.CharField(_("PO number"), max_length=140, blank=True, default="", db_default="")
    cost_centre = models.CharField(_("cost centre"), max_length=140, blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-pk"]
        permissions = [("refund_payment", "Can give payments back and settle what needs attention")]
        indexes = [models.Index(fields=["page", "purpose", "-id"], name="payment_of_page")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "purpose"],
                condition=Q(status__in=("open", "processing")),
                name="payment_one_payable_per_page",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(
                        "open",
                        "processing",
                        "paid",
                        "waived",
                        "cancelled",
                        "partially_refunded",
                        "refunded",
                    )
                ),
                name="payment_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("paid", "partially_refunded", "refunded"))
                | Q(paid_at__isnull=False),
                name="payment_paid_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="waived") | ~Q(waived_reason=""), name="payment_waiver_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_label} · {self.page_title}"

    @property
    @display(description=_("amount"))
    def amount_label(self) -> str:
        return format_money(self.amount, self.currency)

    @property
    @display(description=_("amount paid"))
    def amount_paid_label(self) -> str:
        return format_money(self.amount if self.amount_paid is None else self.amount_paid, self.currency)

    @property
    def paid_with(self) -> str:
        """Say that a posting of a pack has paid for it; empty for money."""
        if not self.is_paid_by_credit:
            return ""
        pack = self.credit_use.credit.pack
        return _("a posting of a pack, %(reference)s") % {"reference": pack.uuid}

    @property
    def current_title(self) -> str:
        """What the listing is called now; once it is deleted, what it was called when it was paid for."""
        if self.page is None:
            return str(self.page_title)
        return str(self.page.title if self.page.live else self.page.draft_title)

    @property
    def is_discounted_to_nothing(self) -> bool:
        """Whether a promotion code has covered the whole price."""
        return (
            self.amount > 0
            and self.paid_at is not None
            and self.amount_paid == 0
            and not self.is_paid_by_credit
        )

    @property
    def is_unpaid(self) -> bool:
        return self.status in self.UNPAID

    @property
    def is_waived(self) -> bool:
        return self.status == self.Status.WAIVED

    @property
    def is_payable(self) -> bool:
        return self.status in self.PAYABLE

    @property
    def is_for_listing(self) -> bool:
        """Whether it gives something to a page; a pack has none, only the postings that it is used for."""
        return self.purpose != self.Purpose.PACK

    @property
    def is_paid_by_credit(self) -> bool:
        """Whether a credit of a pack has settled it, also when that was given back since."""
        return hasattr(self, "credit_use")

    @property
    def is_settled(self) -> bool:
        """Whether it has been paid, also when money has gone back since."""
        return self.paid_at is not None

    def move_to(self, status: "Payment.Status") -> None:
        """Take one step of the transition table; the caller holds the row's lock and saves.

        Raises ValueError for a step the table does not have.
        """
        if status not in self.ALLOWED[self.Status(self.status)]:
            raise ValueError(f"a payment cannot go from {self.status} to {status}")
        self.status = status

    @property
    def open_kinds(self) -> list[str]:
        """Kinds of the problems that are open, the most pressing first."""
        return [problem.kind for problem in self.problems.open().most_pressing_first()]

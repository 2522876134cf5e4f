"""One Stripe Checkout Session for a payment."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .payments import Payment


def new_idempotency_key() -> str:
    return f"checkout-{uuid.uuid4()}"


class CheckoutAttemptQuerySet(models.QuerySet["CheckoutAttempt"]):
    def unfinished(self) -> "CheckoutAttemptQuerySet":
        return self.filter(status__in=CheckoutAttempt.UNFINISHED)

    def charges_of(self, page_id: int) -> "CheckoutAttemptQuerySet":
        """Attempts at which money was charged for the page, whatever has gone back since."""
        return self.filter(payment__page_id=page_id, amount_total__gt=0)


class CheckoutAttempt(models.Model):
    """`creating → open → complete | expired`; `creating → failed` only when Stripe refuses."""

    class Status(models.TextChoices):
        CREATING = "creating", _("being created")
        OPEN = "open", _("open")
        COMPLETE = "complete", _("complete")
        EXPIRED = "expired", _("expired")
        FAILED = "failed", _("refused by Stripe")

    UNFINISHED = (Status.CREATING, Status.OPEN)

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="attempts")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CREATING)
    idempotency_key = models.CharField(max_length=255, unique=True, default=new_idempotency_key)
    params = models.JSONField(
        _("parameters"), help_text=_("Exactly what is sent to Stripe, so that a retry sends the same.")
    )
    # NULL until Stripe has answered; unique, as it is what an event is matched by.
    session_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    livemode = models.BooleanField(null=True)
    # What was charged, once it is complete; also when that is not the payment's amount.
    payment_intent = models.CharField(max_length=255, blank=True, db_index=True)
    amount_total = models.PositiveBigIntegerField(null=True, blank=True)
    # Stripe's invoice of the charge, where the board has invoices written.
    invoice_id = models.CharField(max_length=255, blank=True, default="", db_default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CheckoutAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkout attempt")
        verbose_name_plural = _("checkout attempts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(status__in=("creating", "open")),
                name="attempt_one_live_per_payment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("creating", "open", "complete", "expired", "failed")),
                name="attempt_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("open", "complete")) | Q(session_id__isnull=False),
                name="attempt_open_has_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id or self.idempotency_key} ({self.status})"

    @property
    def is_tax_in_price(self) -> bool:
        """Whether the price that Stripe was told has its tax in it."""
        items = self.params.get("line_items") or [{}]
        return items[0].get("price_data", {}).get("tax_behavior") == "inclusive"

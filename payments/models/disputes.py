from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.money import format_money

from .payments import Payment


class Dispute(models.Model):
    """A payer's bank disputes a charge and holds the money until it is decided."""

    # Stripe's statuses that end a dispute; every other one, also a future one, counts as open.
    LOST = "lost"
    WON = ("won", "warning_closed", "prevented")

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="disputes")
    dispute_id = models.CharField(max_length=255, unique=True)
    # Usually the payment's own charge; else an extra one, made by mistake.
    payment_intent = models.CharField(max_length=255, db_index=True)
    # Free text, as Stripe adds statuses from time to time.
    status = models.CharField(_("status"), max_length=50)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"))
    created_at = models.DateTimeField(_("opened at"), default=timezone.now)
    updated_at = models.DateTimeField(_("last heard of at"), auto_now=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{format_money(self.amount, self.payment.currency)} ({self.status})"

    @property
    def is_lost(self) -> bool:
        return self.status == self.LOST

    @property
    def holds_money(self) -> bool:
        """Whether Stripe refuses refunds of the charge; during an inquiry (`warning_…`) it still accepts them."""
        return self.is_open and not self.status.startswith("warning_")

    @property
    def is_open(self) -> bool:
        return not self.is_lost and self.status not in self.WON

"""Refunds, made here or in Stripe's dashboard."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.money import format_money, format_total

from .payments import Payment


def new_refund_key() -> str:
    return f"refund-{uuid.uuid4()}"


class RefundQuerySet(models.QuerySet["Refund"]):
    def counting(self) -> "RefundQuerySet":
        """Refunds that reduce what was paid, also while they are under way."""
        return self.exclude(status__in=Refund.CAME_TO_NOTHING)

    def of(self, payment_intent: str) -> "RefundQuerySet":
        return self.filter(payment_intent=payment_intent)

    def unanswered(self) -> "RefundQuerySet":
        return self.filter(status=Refund.Status.CREATING)


class Refund(models.Model):
    """One refund. Written before Stripe is asked, or when one made in Stripe's dashboard is found."""

    class Status(models.TextChoices):
        CREATING = "creating", _("being asked for")
        PENDING = "pending", _("under way")
        REQUIRES_ACTION = "requires_action", _("waits for the payer")
        SUCCEEDED = "succeeded", _("refunded")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    # The money did not go, and will not.
    CAME_TO_NOTHING = (Status.FAILED, Status.CANCELED)

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    # NULL until Stripe has answered; unique, as it is what Stripe's list is matched by.
    refund_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    # Usually the payment's own charge; else an extra one, made by mistake.
    payment_intent = models.CharField(max_length=255, db_index=True)
    idempotency_key = models.CharField(max_length=255, unique=True, default=new_refund_key)
    amount = models.PositiveBigIntegerField(
        _("amount"), help_text=_("In minor units of the payment's currency.")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.CREATING)
    reason = models.TextField(_("reason"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
            models.CheckConstraint(
                condition=Q(status__in=("creating", "failed")) | Q(refund_id__isnull=False),
                name="refund_answered_has_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_label} ({self.get_status_display()})"

    @property
    def came_to_nothing(self) -> bool:
        return self.status in self.CAME_TO_NOTHING

    @staticmethod
    def total_label(refunds: "Iterable[Refund]") -> str:
        return format_total((refund.amount, refund.payment.currency) for refund in refunds)

    @property
    def amount_label(self) -> str:
        return format_money(self.amount, self.payment.currency)

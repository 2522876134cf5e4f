from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .payments import Payment


class ProblemQuerySet(models.QuerySet["Problem"]):
    def open(self) -> "ProblemQuerySet":
        return self.filter(resolved_at=None)

    def most_pressing_first(self) -> "ProblemQuerySet":
        """Newest payment first, then the newest problem; disputes last, as they end without an editor."""
        disputed_last = Case(When(kind=Problem.Kind.DISPUTED, then=Value(1)), default=Value(0))
        return self.order_by("-payment_id", disputed_last, "-pk")


class Problem(models.Model):
    """Something about a payment that an editor must deal with; several can be open, one of each kind."""

    class Kind(models.TextChoices):
        AMOUNT_MISMATCH = "amount_mismatch", _("Stripe charged another sum than was owed")
        PAID_AFTER_CANCEL = "paid_after_cancel", _("paid after it had been cancelled")
        PAID_AFTER_WAIVER = "paid_after_waiver", _("paid after it had been waived")
        PAID_TWICE = "paid_twice", _("paid twice")
        PAGE_GONE = "page_gone", _("paid, but the listing is gone")
        PUBLISH_FAILED = "publish_failed", _("paid, but publishing failed")
        REFUND_FAILED = "refund_failed", _("a refund failed: the money did not arrive")
        CREDITS_USED = "credits_used", _("more went back of a pack than its unused credits are worth")
        DISPUTED = "disputed", _("the payer's bank disputes the charge")

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    detail = models.TextField(_("what happened"), blank=True)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    resolved_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    # NULL with a time: it settled itself, or the account was deleted since.
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    how = models.TextField(_("what was done about it"), blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind"],
                condition=Q(resolved_at__isnull=True),
                name="problem_one_open_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=False) | Q(resolved_by__isnull=True, how=""),
                name="problem_open_has_no_answer",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.get_kind_display(), self.detail)))

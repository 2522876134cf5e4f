"""Credits: postings of a pack, each bought ahead with the pack's payment and used for one posting."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .disputes import Dispute
from .payments import Payment


class CreditQuerySet(models.QuerySet["Credit"]):
    def unused(self) -> "CreditQuerySet":
        """Neither used nor taken back; they may be over or frozen."""
        uses = CreditUse.objects.filter(credit=OuterRef("pk"), given_back_at=None)
        return self.filter(~Exists(uses), taken_back_at=None)

    def used(self) -> "CreditQuerySet":
        return self.filter(Exists(CreditUse.objects.filter(credit=OuterRef("pk"), given_back_at=None)))

    def left(self) -> "CreditQuerySet":
        """Unused, and their time is not over."""
        return self.unused().filter(valid_until__gt=timezone.now())

    def usable(self) -> "CreditQuerySet":
        """Left, and not frozen by a dispute; the first to end comes first."""
        disputes = Dispute.objects.filter(payment=OuterRef("pack")).exclude(
            status__in=(Dispute.LOST, *Dispute.WON)
        )
        return self.left().filter(~Exists(disputes)).order_by("valid_until", "pk")


class Credit(models.Model):
    """One posting of a pack. It is used at most once at a time, as `CreditUse` says."""

    class TakenBack(models.TextChoices):
        MONEY = "money", _("its money went back")
        EDITOR = "editor", _("by an editor")

    pack = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="credits")
    valid_until = models.DateTimeField(_("can be used until"))
    # Of a credit that an editor gave: nothing was paid for it, so no refund takes it back.
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_reason = models.TextField(_("reason of the gift"), blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back = models.CharField(_("why it was taken back"), max_length=10, choices=TakenBack, blank=True)
    taken_back_reason = models.TextField(_("the editor’s reason"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back="")
                | Q(taken_back_at__isnull=False, taken_back__in=("money", "editor")),
                name="credit_taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_granted(self) -> bool:
        return bool(self.granted_reason)


class CreditUse(models.Model):
    """A credit has settled a posting's payment; the row stays when the credit is given back."""

    credit = models.ForeignKey(Credit, on_delete=models.CASCADE, related_name="uses")
    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, related_name="credit_use")
    used_at = models.DateTimeField(_("used at"), default=timezone.now)
    given_back_at = models.DateTimeField(_("given back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("use of a credit")
        verbose_name_plural = _("uses of credits")
        ordering = ["-pk"]
        constraints = [
            # Whatever code forgets a lock: the database spends no credit twice.
            models.UniqueConstraint(
                fields=["credit"], condition=Q(given_back_at__isnull=True), name="credit_used_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment}"

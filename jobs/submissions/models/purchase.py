"""A renewal or an upgrade, bought for a listing after it was posted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purchase(models.Model):
    """A snapshot of the plan bought; takes effect once, when its payment is settled."""

    submission = models.ForeignKey(
        "submissions.Submission", on_delete=models.CASCADE, related_name="purchases"
    )
    payment = models.OneToOneField("payments.Payment", on_delete=models.CASCADE, related_name="purchase")
    plan_name = models.CharField(_("plan"), max_length=60)
    days = models.PositiveSmallIntegerField(_("days added"))
    featured = models.BooleanField(_("featured"), default=False)
    # What the listing had when this took effect, for the case that it is taken back.
    featured_before = models.BooleanField(default=False, editable=False)
    featured_until_before = models.DateTimeField(null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(_("took effect at"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.plan_name} · {self.submission}"

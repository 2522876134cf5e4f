"""Readers' reports about a listing."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReportQuerySet(models.QuerySet["Report"]):
    def unhandled(self) -> "ReportQuerySet":
        return self.filter(handled_at__isnull=True)


class Report(models.Model):
    class Reason(models.TextChoices):
        SCAM = "scam", _("It looks like a fraud")
        MISLEADING = "misleading", _("It is not what it says")
        FILLED = "filled", _("The job is gone, or the link is dead")
        DISCRIMINATION = "discrimination", _("It shuts people out unfairly")
        OTHER = "other", _("Something else")

    page = models.ForeignKey("jobs.JobPage", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    text = models.TextField(_("in the reader’s words"), blank=True)
    # Only to tell them what came of it; emptied once that email is queued.
    email = models.EmailField(_("reader’s email"), blank=True)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.page_id}"

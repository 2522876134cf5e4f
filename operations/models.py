"""What is remembered of the scheduled jobs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduledJob(models.Model):
    """The last run of one scheduled job, and the lock that lets it run once at a time."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    started_at = models.DateTimeField(_("last started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("last ended at"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last done at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    run = models.UUIDField(null=True, blank=True, editable=False)
    running_until = models.DateTimeField(
        _("running until"),
        null=True,
        blank=True,
        help_text=_("The end of its lease, when it does not end itself."),
    )

    class Meta:
        verbose_name = _("scheduled command")
        verbose_name_plural = _("scheduled commands")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

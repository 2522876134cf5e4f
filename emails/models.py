"""The promise that one happening mails one person once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One mail owed to one recipient because of one event; the row is what keeps it from being sent twice."""

    event = models.CharField(_("event"), max_length=120, help_text=_("What happened, such as payment:<id>."))
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.EmailField(_("recipient"))
    email = models.ForeignKey(
        "post_office.Email", null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )
    created_at = models.DateTimeField(_("queued at"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail notice")
        verbose_name_plural = _("mail notices")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "recipient"], name="notice_once_per_event_kind_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"

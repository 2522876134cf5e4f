"""Remember which emails were queued, so that one event emails one person once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One email to one recipient because of one event; its unique row prevents a second one."""

    event = models.CharField(_("event"), max_length=120, help_text=_("A key for what happened."))
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.EmailField(_("recipient"))
    email = models.ForeignKey(
        "post_office.Email", null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )
    created_at = models.DateTimeField(_("queued at"), auto_now_add=True)
    masked_at = models.DateTimeField(_("links hidden at"), null=True, blank=True)

    class Meta:
        verbose_name = _("email notice")
        verbose_name_plural = _("email notices")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "recipient"], name="notice_once_per_event_kind_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"

"""Who asked for their manage links; the scheduled job answers, and deletes the row."""

from django.db import models
from django.utils import timezone
from wagtail.models import Site


class LinksRequest(models.Model):
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.pk}"

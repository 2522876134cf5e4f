"""The journal of what readers can see."""

from django.db import models


class Change(models.Model):
    """One change of a row that readers see. Written by the triggers of `caching.watching`, and never updated.

    `site_id` names the board, or `path` the page in Wagtail's tree; without both, every board is concerned.
    """

    # No foreign keys: a change outlives what was changed.
    site_id = models.BigIntegerField(null=True)
    path = models.TextField(null=True)  # noqa: DJ001 - triggers copy it from expressions that may be NULL
    source_table = models.CharField(max_length=63)

    def __str__(self) -> str:
        return f"{self.pk} {self.source_table}"

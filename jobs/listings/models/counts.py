"""Views of a listing and clicks on Apply, by day. Nothing about the readers is stored."""

from datetime import date
from typing import Any, Literal

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

Counted = Literal["views", "clicks"]


class DailyCountsManager(models.Manager["DailyCounts"]):
    def count_one(self, counted: Counted, *, page_id: int, day: date) -> None:
        """Add one to the day's count; exact under concurrency, because the database adds."""
        if self._add_one(counted, page_id, day):
            return
        try:
            with transaction.atomic():
                self.create(page_id=page_id, day=day, **_one(counted, 1))
        except IntegrityError:
            self._add_one(counted, page_id, day)

    def _add_one(self, counted: Counted, page_id: int, day: date) -> int:
        return self.filter(page_id=page_id, day=day).update(**_one(counted, F(counted) + 1))


def _one(counted: Counted, value: object) -> dict[str, Any]:
    return {counted: value}


class DailyCounts(models.Model):
    page = models.ForeignKey("jobs.JobPage", on_delete=models.CASCADE, related_name="daily_counts")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    clicks = models.PositiveIntegerField(_("clicks on Apply"), default=0)

    objects = DailyCountsManager()

    class Meta:
        verbose_name = _("views and clicks of a day")
        verbose_name_plural = _("views and clicks by day")
        ordering = ["page", "day"]
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="daily_counts_once_per_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.views}, {self.clicks}"

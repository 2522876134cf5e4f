"""Views of a listing and clicks on Apply, by day. Nothing about the readers is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

Counted = Literal["views", "clicks"]
# SQLite joins at most 500 selections.
ROWS_AT_ONCE = 400


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

    def add_views(self, sums: Mapping[tuple[int, date], int]) -> None:
        """Add views by listing and day, a statement for many; those of listings that are deleted are left out."""
        # In one order everywhere, so that two processes never wait for each other.
        rows = sorted(sums.items())
        for start in range(0, len(rows), ROWS_AT_ONCE):
            batch = rows[start : start + ROWS_AT_ONCE]
            one = "SELECT page_ptr_id, %s, %s, 0 FROM jobs_jobpage WHERE page_ptr_id = %s"
            parameters = [
                value
                for (page_id, day), views in batch
                for value in (connection.ops.adapt_datefield_value(day), views, page_id)
            ]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO jobs_dailycounts (page_id, day, views, clicks) "
                    + " UNION ALL ".join([one] * len(batch))
                    + " ON CONFLICT (page_id, day) DO UPDATE SET views = jobs_dailycounts.views + excluded.views",
                    parameters,
                )

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

"""Views of a listing by the site that its readers came from. Nothing about the readers is stored."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from .counts import ROWS_AT_ONCE

# Of one listing on one day. Anybody can send any Referer, and a listing must not fill the table; more count as OTHER.
MAX_SOURCES = 30
OTHER = "*"
# No Referer: a typed address, a bookmark, an email program, or a browser that tells nothing.
DIRECT = ""


class DailySourceManager(models.Manager["DailySource"]):
    def add_views(self, sums: Mapping[tuple[int, date, str], int]) -> None:
        """Add views by listing, day and source, in two statements for many; exact, because the database adds.

        Those of listings that are deleted are left out. Call it inside a transaction.
        """
        # In one order everywhere, so that two processes never wait for each other.
        rows = sorted(self._limited(sums).items())
        one = "SELECT page_ptr_id, %s, %s, %s FROM jobs_jobpage WHERE page_ptr_id = %s"
        for start in range(0, len(rows), ROWS_AT_ONCE):
            batch = rows[start : start + ROWS_AT_ONCE]
            parameters = [
                value
                for (page_id, day, source), views in batch
                for value in (connection.ops.adapt_datefield_value(day), source, views, page_id)
            ]
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO jobs_dailysource (page_id, day, source, views) "
                    + " UNION ALL ".join([one] * len(batch))
                    + " ON CONFLICT (page_id, day, source)"
                    + " DO UPDATE SET views = jobs_dailysource.views + excluded.views",
                    parameters,
                )

    def _limited(self, sums: Mapping[tuple[int, date, str], int]) -> dict[tuple[int, date, str], int]:
        """Count as OTHER what would be more than MAX_SOURCES of a listing and a day."""
        if not sums:
            return {}
        known: dict[tuple[int, date], set[str]] = defaultdict(set)
        pages, days, _sources = zip(*sums, strict=True)
        rows = self.filter(page__in=set(pages), day__in=set(days)).order_by()
        for page_id, day, source in rows.values_list("page_id", "day", "source"):
            known[page_id, day].add(source)
        limited: dict[tuple[int, date, str], int] = defaultdict(int)
        for (page_id, day, source), views in sorted(sums.items()):
            sources = known[page_id, day]
            counted_as = source if source in sources or len(sources) < MAX_SOURCES else OTHER
            sources.add(counted_as)
            limited[page_id, day, counted_as] += views
        return limited


class DailySource(models.Model):
    page = models.ForeignKey("jobs.JobPage", on_delete=models.CASCADE, related_name="daily_sources")
    day = models.DateField(_("day"))
    # A host without "www."; DIRECT or OTHER.
    source = models.CharField(_("source"), max_length=100, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)

    objects = DailySourceManager()

    class Meta:
        verbose_name = _("views of a day by source")
        verbose_name_plural = _("views by day and source")
        ordering = ["page", "day", "-views"]
        constraints = [
            models.UniqueConstraint(fields=["page", "day", "source"], name="daily_source_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.source or '–'}, {self.views}"

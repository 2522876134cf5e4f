"""The statistics of a listing for its employer: views and clicks on Apply, by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from jobs.listings.models import DailyCounts, JobPage

MAX_DAYS = 30


@dataclass(frozen=True)
class Counts:
    """`total` is of all time, `by_day` of the days of `Statistics`."""

    total: int
    by_day: list[int]


@dataclass(frozen=True)
class Statistics:
    """The days, oldest first, are the last ones that the listing was up, at most MAX_DAYS."""

    days: list[date]
    views: Counts
    clicks: Counts

    @property
    def has_readers(self) -> bool:
        """Whether anybody was counted; a click can be counted without a view."""
        return self.views.total > 0 or self.clicks.total > 0

    @property
    def newest_first(self) -> list[tuple[date, int, int]]:
        """List day, views and clicks."""
        return list(zip(self.days, self.views.by_day, self.clicks.by_day, strict=True))[::-1]


def statistics_of(page: JobPage) -> Statistics | None:
    """Return None for a listing that was never published."""
    if page.first_published_at is None:
        return None
    days = _days_of(page, since=timezone.localdate(page.first_published_at))
    counted = {row.day: row for row in DailyCounts.objects.filter(page_id=page.pk, day__in=days)}
    views = [counted[day].views if day in counted else 0 for day in days]
    clicks = [counted[day].clicks if day in counted else 0 for day in days]
    totals = DailyCounts.objects.filter(page_id=page.pk).aggregate(views=Sum("views"), clicks=Sum("clicks"))
    return Statistics(
        days=days,
        views=Counts(total=totals["views"] or 0, by_day=views),
        clicks=Counts(total=totals["clicks"] or 0, by_day=clicks),
    )


def _days_of(page: JobPage, since: date) -> list[date]:
    last = timezone.localdate()
    if page.expire_at is not None:
        # An editor may have set an end before the publication.
        last = max(since, min(last, timezone.localdate(page.expire_at)))
    first = max(since, last - timedelta(days=MAX_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]

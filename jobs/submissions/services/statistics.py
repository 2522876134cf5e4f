"""The statistics of a listing for its employer: views and clicks on Apply by day, and where readers came from."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from jobs.listings.models import DailyCounts, DailySource, JobPage
from jobs.listings.models.sources import DIRECT, OTHER

MAX_DAYS = 30
# In the table; the CSV file has all.
MAX_SOURCES = 10


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
    # Host and views, the most views first; of all time, at most MAX_SOURCES.
    sources: list[tuple[str, int]]

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
        sources=_sources_of(page),
    )


def rows_of(page: JobPage) -> Iterator[list[str | int]]:
    """Yield the rows of the employer's CSV file: each day with readers by source, and the day's clicks.

    Clicks are not known by source; they stand in the first row of their day.
    """
    yield [gettext("Day"), gettext("Source"), gettext("Views"), gettext("Clicks on Apply")]
    sources = defaultdict(list)
    for row in DailySource.objects.filter(page_id=page.pk).order_by("day", "-views", "source"):
        sources[row.day].append((_name_of(page, row.source), row.views))
    for counts in DailyCounts.objects.filter(page_id=page.pk).order_by("day"):
        by_source = sources[counts.day]
        # Views of before sources were counted.
        rest = counts.views - sum(views for _source, views in by_source)
        if rest > 0 or not by_source:
            by_source = [*by_source, (gettext("unknown") if rest else "", rest)]
        for number, (source, views) in enumerate(by_source):
            yield [counts.day.isoformat(), source, views, 0 if number else counts.clicks]


def _sources_of(page: JobPage) -> list[tuple[str, int]]:
    rows = DailySource.objects.filter(page_id=page.pk).order_by()
    sums = rows.values_list("source").annotate(sum=Sum("views")).order_by("-sum", "source")
    return [(_name_of(page, source), views) for source, views in sums[:MAX_SOURCES]]


def _name_of(page: JobPage, source: str) -> str:
    if source == DIRECT:
        return gettext("direct, or not known")
    if source == OTHER:
        return gettext("other sites")
    site = page.get_site()
    return gettext("this board") if site and source == site.hostname.removeprefix("www.") else source


def _days_of(page: JobPage, since: date) -> list[date]:
    last = timezone.localdate()
    if page.expire_at is not None:
        # An editor may have set an end before the publication.
        last = max(since, min(last, timezone.localdate(page.expire_at)))
    first = max(since, last - timedelta(days=MAX_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]

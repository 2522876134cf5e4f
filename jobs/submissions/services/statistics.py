"""What the employer learns of a listing's readers: views and clicks on Apply, by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from jobs.listings.models import DailyCounts, JobPage

MOST_DAYS = 30
# The chart's own units: a day's share of the width, how much of it is drawn, and the height of the highest.
STEP, BAR, HEIGHT = 10, 8, 48


@dataclass(frozen=True)
class Bar:
    day: date
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Always as wide as a month that ends with the last day; a listing that is newer begins within it."""

    total: int
    bars: list[Bar]
    first: date
    last: date

    width = STEP * MOST_DAYS
    bar_width = BAR
    height = HEIGHT


@dataclass(frozen=True)
class Statistics:
    """Totals are of all time, the charts and days of the last month that it was up."""

    views: Chart
    clicks: Chart
    # Newest first: day, views, clicks.
    days: list[tuple[date, int, int]]


def statistics_of(page: JobPage) -> Statistics | None:
    """None for a listing that nobody can have seen yet."""
    if page.first_published_at is None:
        return None
    days = _days_of(page, since=timezone.localdate(page.first_published_at))
    counted = {row.day: row for row in DailyCounts.objects.filter(page_id=page.pk, day__in=days)}
    views = [counted[day].views if day in counted else 0 for day in days]
    clicks = [counted[day].clicks if day in counted else 0 for day in days]
    totals = DailyCounts.objects.filter(page_id=page.pk).aggregate(views=Sum("views"), clicks=Sum("clicks"))
    return Statistics(
        views=_chart(totals["views"] or 0, days, views),
        clicks=_chart(totals["clicks"] or 0, days, clicks),
        days=list(zip(days, views, clicks, strict=True))[::-1],
    )


def _days_of(page: JobPage, since: date) -> list[date]:
    last = timezone.localdate()
    if page.expire_at is not None:
        # An editor may have set an end that was over when it was published.
        last = max(since, min(last, timezone.localdate(page.expire_at)))
    first = max(since, last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _chart(total: int, days: list[date], numbers: list[int]) -> Chart:
    most = max(numbers, default=0)
    bars = []
    for place, (day, number) in enumerate(zip(days, numbers, strict=True), start=MOST_DAYS - len(days)):
        # A day with anything shows something.
        height = max(1, round(HEIGHT * number / most)) if number else 0
        bars.append(Bar(day=day, number=number, x=STEP * place, y=HEIGHT - height, height=height))
    first = days[-1] - timedelta(days=MOST_DAYS - 1)
    return Chart(total=total, bars=bars, first=first, last=days[-1])

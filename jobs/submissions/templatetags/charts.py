"""Draw numbers by day as a bar chart in SVG."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import template

from jobs.submissions.services.statistics import MAX_DAYS

register = template.Library()

# In the chart's own units: the width of a day, how much of it the bar fills, and the height of the tallest bar.
STEP, BAR, HEIGHT = 10, 8, 48


@register.inclusion_tag("submissions/_chart.html")
def day_chart(days: Sequence[date], numbers: Sequence[int]) -> dict[str, Any]:
    """Draw one bar a day, oldest first; the chart always spans MAX_DAYS and ends with the last day."""
    tallest = max(numbers, default=0)
    bars = []
    for place, number in enumerate(numbers, start=MAX_DAYS - len(days)):
        if number:
            # At least one unit, so that a day with few views can still be seen.
            height = max(1, round(HEIGHT * number / tallest))
            bars.append({"x": STEP * place, "y": HEIGHT - height, "height": height})
    return {
        "width": STEP * MAX_DAYS,
        "height": HEIGHT,
        "bar_width": BAR,
        "bars": bars,
        "tallest": tallest,
        "tallest_day": days[list(numbers).index(tallest)] if bars else None,
        "first": days[-1] - timedelta(days=MAX_DAYS - 1),
        "last": days[-1],
    }

"""When a listing begins and ends: its paid days, its application deadline, and its first day online."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime


class Ends(NamedTuple):
    """`expire_at` is the end for everybody; `paid_until` is when the days end that a deadline cuts short, or None."""

    expire_at: datetime | None
    paid_until: datetime | None


def ends(paid_end: datetime | None, deadline: datetime | None) -> Ends:
    """Return the earlier of the end of the paid days and the deadline as the listing's end."""
    if paid_end is None or deadline is None or paid_end <= deadline:
        return Ends(paid_end, None)
    return Ends(deadline, paid_end)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first minute of a day in a time zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def day_in(content: Mapping[str, Any], name: str) -> date | None:
    """Read a day from a revision's content, which holds a text once it was stored."""
    value = content.get(name)
    return value if isinstance(value, date) else parse_date(value or "")


def time_in(content: Mapping[str, Any], name: str) -> datetime | None:
    value = content.get(name)
    return value if isinstance(value, datetime) else parse_datetime(value or "")

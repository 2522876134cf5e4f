"""Time zones: what a listing asks for, how it reads, and which offsets a reader's zone has.

A listing says between which offsets from UTC its people work, and how many hours of a working day have to overlap with
theirs. Working days are taken as eight hours long. A reader's zone fits when it does at one of the offsets that it has
within a year, so that a search finds the same listings before and after a change to daylight saving time.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTES_A_DAY = 8 * 60
# Offsets go in steps of half an hour; the few zones with quarters fit where a neighbour does.
STEP = 30
FIRST, LAST = -12 * 60, 14 * 60
OFFSETS = range(FIRST, LAST + STEP, STEP)
MAX_OVERLAP = 8
# One of each part of the world with its own time, from the west to the east; a URL may name any other zone.
OFFERED = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Phoenix"),
    *("America/Mexico_City", "America/Chicago", "America/Bogota", "America/New_York", "America/Toronto"),
    *("America/Santiago", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
    *("Atlantic/Azores", "Europe/Lisbon", "Europe/London", "Africa/Lagos", "Europe/Paris", "Europe/Berlin"),
    *("Europe/Warsaw", "Africa/Johannesburg", "Africa/Cairo", "Europe/Athens", "Europe/Kyiv", "Europe/Istanbul"),
    *("Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Asia/Dhaka", "Asia/Bangkok", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide"),
    *("Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland"),
)  # fmt: skip


@lru_cache
def known() -> frozenset[str]:
    """Names of the IANA zones that are places, such as Europe/Berlin."""
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))


def offsets_of(zone: str, *, at: datetime) -> list[int]:
    """Minutes from UTC that the zone has within the year from `at`, in whole steps around them."""
    place, start = ZoneInfo(zone), at.astimezone(UTC)
    found: set[int] = set()
    for days in range(0, 366, 15):
        offset = (start + timedelta(days=days)).astimezone(place).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        found |= {minutes // STEP * STEP, -(-minutes // STEP) * STEP}
    return sorted(found)


def zone_name(zone: str) -> str:
    """The city of a zone in the active language, such as New York."""
    return _zone_name(zone, (get_language() or "en").replace("-", "_"))


@lru_cache(maxsize=2048)
def _zone_name(zone: str, language: str) -> str:
    return str(get_timezone_location(zone, locale=language, return_city=True))


def offset_name(minutes: int) -> str:
    """UTC, UTC+2 or UTC−3:30."""
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def offset_choices() -> list[tuple[int, str]]:
    return [(minutes, offset_name(minutes)) for minutes in OFFSETS]


def zones_text(first: int | None, last: int | None, overlap: int | None) -> str:
    """What a listing asks for, in the active language; empty without offsets."""
    if first is None or last is None:
        return ""
    names = offset_name(first)
    if last != first:
        names = _("%(first)s to %(last)s") % {"first": names, "last": offset_name(last)}
    if overlap is None:
        return names
    hours = ngettext("at least %(hours)d hour of overlap", "at least %(hours)d hours of overlap", overlap)
    return f"{names}, {hours % {'hours': overlap}}"

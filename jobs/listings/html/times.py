"""Write days and times for readers, in the active language and the site's time zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape

from babel import Locale
from babel.dates import TIMEDELTA_UNITS, format_timedelta
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\xa0"


def day_of(at: datetime) -> SafeString:
    return _time_tag(at, _written(timezone.localtime(at).date(), "j F Y", get_language()))


def age(at: datetime) -> SafeString:
    """Short time since publication ("3h ago"), the exact time in its title."""
    narrow = _ago(at, "narrow")
    # Some languages, such as French, have a bare "-3 h" as the narrow form.
    return _time_tag(at, narrow if narrow[0].isalnum() else _ago(at, "short"))


def posted(at: datetime) -> SafeString:
    """The day and the time passed since; the second does not break over lines."""
    return SafeString(f"{day_of(at)}, {escape(_ago(at, 'long')).replace(' ', NBSP)}")


def day_name(day: date) -> SafeString:
    """Write a day as a heading: “Today” or “Yesterday” before the date."""
    today = timezone.localdate()
    written = _written(day, "l j F" if day.year == today.year else "l j F Y", get_language())
    tag = f'<time datetime="{day.isoformat()}">{escape(written)}</time>'
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(day)
    return SafeString(f"{escape(near)} <span>{tag}</span>" if near else tag)


@lru_cache(maxsize=1024)
def _written(day: date, pattern: str, language: str | None) -> str:
    return formats.date_format(day, pattern)


def _ago(at: datetime, width: str) -> str:
    """Time passed; a time slightly in the future counts as now."""
    passed = max(timezone.now() - at, timedelta(minutes=1))
    return _ago_text(_typical(-(-passed // timedelta(seconds=1))), width, get_language() or "en")


def _typical(seconds: int) -> int:
    """One length of time for all that are written alike: 3 hours for 2 hours 50, too.

    So that `_ago_text` remembers a few texts, not one for each second.
    """
    larger = None
    for _name, unit in TIMEDELTA_UNITS:
        if seconds >= unit:
            rounded = round(seconds / unit) * unit
            # 23 hours 50 are "24 hours", and not "1 day".
            return rounded if larger is None else min(rounded, larger - 1)
        larger = unit
    return seconds


@lru_cache(maxsize=1024)
def _ago_text(seconds: int, width: str, language: str) -> str:
    locale = Locale.parse(language.replace("-", "_"))
    return format_timedelta(-seconds, format=width, add_direction=True, threshold=1, locale=locale)  # type: ignore[arg-type]


def _time_tag(at: datetime, text: str) -> SafeString:
    machine, exact = _exact(at, get_language(), timezone.get_current_timezone_name())
    return SafeString(f'<time datetime="{machine}" title="{escape(exact)}">{escape(text)}</time>')


@lru_cache(maxsize=4096)
def _exact(at: datetime, language: str | None, zone: str) -> tuple[str, str]:
    local = timezone.localtime(at)
    return local.isoformat(timespec="seconds"), formats.date_format(local, "DATETIME_FORMAT")

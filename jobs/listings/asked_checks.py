"""Check the facts that boards may ask for, in the employer's form and on the editors' screen alike."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.listings.ends import start_of

MAX_AHEAD = timedelta(days=365)
ZONE_MISSING = _("Choose both ends of the time zones; the same one twice if there is only one.")
ZONE_ORDER = _("The second time zone is west of the first one.")
ZONE_WITHOUT_OFFSETS = _("Choose the time zones that the hours have to overlap with.")
DEADLINE_PAST = _("Choose a time to come: the listing closes then.")
DEADLINE_BEFORE_START = _("Choose a time after the first day online.")
DAY_PAST = _("Choose today or a day to come.")
TOO_FAR = _("Choose a day within a year.")


def zone_errors(cleaned: Mapping[str, Any]) -> Iterator[tuple[str, ValidationError]]:
    first, last, overlap = (cleaned.get(name) for name in ("zone_from", "zone_to", "overlap_hours"))
    if (first is None) != (last is None):
        yield ("zone_to" if last is None else "zone_from"), ValidationError(ZONE_MISSING, code="required")
    elif first is None and overlap is not None:
        yield "zone_from", ValidationError(ZONE_WITHOUT_OFFSETS, code="required")
    elif first is not None and last is not None and last < first:
        yield "zone_to", ValidationError(ZONE_ORDER, code="order")


def date_errors(
    cleaned: Mapping[str, Any], *, zone: ZoneInfo, deadline_before: datetime | None, is_published: bool
) -> Iterator[tuple[str, ValidationError]]:
    """Check deadline and first day; a deadline that stays as it was may be over already."""
    now = timezone.now()
    deadline, day = cleaned.get("apply_by"), None if is_published else cleaned.get("first_day")
    if deadline is not None and deadline != deadline_before:
        if deadline <= now:
            yield "apply_by", ValidationError(DEADLINE_PAST, code="past")
        elif deadline > now + MAX_AHEAD:
            yield "apply_by", ValidationError(TOO_FAR, code="far")
    if day is None:
        return
    if day < timezone.localdate(now, zone):
        yield "first_day", ValidationError(DAY_PAST, code="past")
    elif start_of(day, zone) > now + MAX_AHEAD:
        yield "first_day", ValidationError(TOO_FAR, code="far")
    elif deadline is not None and deadline <= start_of(day, zone):
        yield "apply_by", ValidationError(DEADLINE_BEFORE_START, code="order")

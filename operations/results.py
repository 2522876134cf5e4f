"""Results of checks: states, counts and ages, never contents."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

Result = dict[str, str | int | bool]
Check = Callable[[], Result]


def results(checks: Mapping[str, Check]) -> dict[str, Result]:
    return {name: _guarded(check) for name, check in checks.items()}


def seconds_since(moment: datetime | None) -> int:
    return int((timezone.now() - moment).total_seconds()) if moment else 0


def lag(waiting: int, since: datetime | None, allowed: timedelta) -> Result:
    """Not ok when the oldest of what waits has waited longer than allowed."""
    seconds = seconds_since(since)
    return {"ok": seconds <= allowed.total_seconds(), "waiting": waiting, "oldest_seconds": seconds}


def _guarded(check: Check) -> Result:
    try:
        return check()
    except (DatabaseError, InterfaceError):
        return {"ok": False, "detail": "the database does not answer"}

"""Know until when a page may be kept: pages change when a listing ends, at midnight, and as their ages grow."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Lock

from django.utils import timezone

from caching.generations import Generations

# Ages such as "5 min ago" are at most so much too young.
LONGEST = timedelta(minutes=1)

# Returns the next moment after the given one at which something ends on its own, on any board.
NextEnd = Callable[[datetime], datetime | None]

_ends: list[NextEnd] = []


def ends(next_end: NextEnd) -> NextEnd:
    """Register what ends by the clock alone; from `AppConfig.ready()`."""
    _ends.append(next_end)
    return next_end


class Clock:
    """Asks for the next end once in each state of the database, and again when that end has come."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        self._known: tuple[Generations, datetime] | None = None

    def until(self, generations: Generations) -> datetime:
        """Return until when a page is good that is made now, in this state of the database."""
        now = timezone.now()
        known = self._known
        if known is None or known[0] is not generations or known[1] <= now:
            with self._lock:
                known = self._known = (generations, _next_end(now))
        return min(known[1], now + LONGEST, _midnight(now))


def _next_end(now: datetime) -> datetime:
    found = [end for next_end in _ends if (end := next_end(now)) is not None]
    # So that what is registered is asked again now and then.
    return min([*found, now + LONGEST])


def _midnight(now: datetime) -> datetime:
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time()))


clock = Clock()

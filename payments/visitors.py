"""Keep a silent Stripe from holding the threads that other visitors need.

While a request is answered, Stripe is asked once and for a few seconds at most, and only by half of the threads.
What is left undone is for the sweep, which has time. Outside requests nothing of this applies.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Condition

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# While Stripe answers as usual, a place is free again sooner than this.
USUAL_SECONDS = 0.3
MIN_SECONDS = 0.2


class NoSlot(Exception):
    """Stripe may not be asked for this visitor: its message says why."""


@dataclass
class Slots:
    """How many threads ask Stripe now, and since when."""

    since: list[float] = field(default_factory=list)
    waiting: int = 0
    changed: Condition = field(default_factory=Condition)

    def take(self, most: int) -> float:
        """Wait for a place while the calls under way are younger than usual. Raises NoSlot.

        Only half as many threads may wait like this, so that some are left for everybody else.
        """
        started = time.monotonic()
        with self.changed:
            while len(self.since) >= most:
                left = min(*self.since, started) + USUAL_SECONDS - time.monotonic()
                if left <= 0 or self.waiting >= most // 2:
                    raise NoSlot(f"{len(self.since)} others wait for it")
                self.waiting += 1
                self.changed.wait(left)
                self.waiting -= 1
            now = time.monotonic()
            self.since.append(now)
            return now

    def give_back(self, taken: float) -> None:
        with self.changed:
            self.since.remove(taken)
            self.changed.notify()


@dataclass
class Visit:
    """One request. Its time for Stripe begins with its first call."""

    ends: float | None = None
    holds_slot: bool = False


_visit: ContextVar[Visit | None] = ContextVar("stripe_visit", default=None)
_slots = Slots()


class VisitorsMiddleware:
    """Tell the gateway that somebody waits for the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with waiting():
            return self.get_response(request)


@contextmanager
def waiting() -> Iterator[None]:
    """A visitor waits for what happens inside the block."""
    token = _visit.set(Visit())
    try:
        yield
    finally:
        _visit.reset(token)


def is_waiting() -> bool:
    return _visit.get() is not None


def seconds_left(otherwise: float) -> float:
    """Return how long the next call may take; without a visitor, as long as given."""
    visit = _visit.get()
    if visit is None or visit.ends is None:
        return otherwise
    return max(MIN_SECONDS, visit.ends - time.monotonic())


@contextmanager
def slot() -> Iterator[None]:
    """Hold one of the places for visitors during a call. Raises NoSlot at once when there is none."""
    visit = _visit.get()
    if visit is None or visit.holds_slot:
        yield
        return
    if visit.ends is not None and time.monotonic() >= visit.ends:
        raise NoSlot("the time of this request is over")
    taken = _slots.take(max(1, settings.WEB_THREADS // 2))
    visit.ends = visit.ends or time.monotonic() + settings.STRIPE_VISITOR_SECONDS
    visit.holds_slot = True
    try:
        yield
    finally:
        visit.holds_slot = False
        _slots.give_back(taken)

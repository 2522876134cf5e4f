"""Values that this process keeps for each board until something changes of what its readers see."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from caching.clock import clock
from caching.generations import Generations, watcher

Value = TypeVar("Value")

_all: "list[Kept[Any]]" = []


def generations_of(request: HttpRequest, *, again: bool = False) -> Generations:
    """Return what is known for this request: the same from its first question, or the last one `again`, to its end."""
    known: Generations | None = getattr(request, "_generations", None)
    if known is None or again:
        known = watcher.current()
        request._generations = known  # type: ignore[attr-defined]
    return known


class Kept(Generic[Value]):
    """Values of one kind by key; the least recently used go when there are more than `limit`.

    Threads share them, so they are never changed. With `ends`, a value is also made anew when something of it may have
    ended by the clock.
    """

    def __init__(self, *, limit: int = 1000, ends: bool = False) -> None:
        self._limit = limit
        self._ends = ends
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[Hashable, float, Value]] = OrderedDict()
        _all.append(self)

    def get(
        self, key: Hashable, make: Callable[[], Value], *, request: HttpRequest, site_id: int | None = None
    ) -> Value:
        """Return the value of this board in the state that the request knows; without a board, in that of all boards.

        `make` reads the database after that state was asked for, so that no change is missed.
        """
        generations = generations_of(request)
        state: Hashable = generations if site_id is None else (site_id, generations.of(site_id))
        found = self._values.get(key)
        if found is not None and found[0] == state and (not self._ends or time.time() < found[1]):
            return found[2]
        until = clock.until(generations).timestamp() if self._ends else 0.0
        value = make()
        with self._lock:
            self._values[key] = state, until, value
            self._values.move_to_end(key)
            while len(self._values) > self._limit:
                self._values.popitem(last=False)
        return value

    def forget(self) -> None:
        with self._lock:
            self._values.clear()


def forget_all() -> None:
    """Begin like a new process."""
    for kept in _all:
        kept.forget()

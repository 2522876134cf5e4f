"""Values that this process keeps for each board until something changes of what its readers see."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
from django.http import HttpRequest

from caching.clock import clock
from caching.generations import Generations, watcher

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_all: "list[Kept[Any]]" = []


def generations_of(request: HttpRequest | None, *, again: bool = False) -> Generations:
    """Return what is known for this request: the same from its first question, or the last one `again`, to its end.

    Without a request, what is known now.
    """
    if request is None:
        return watcher.current()
    known: Generations | None = getattr(request, "_generations", None)
    if known is None or again:
        known = watcher.current()
        request._generations = known  # type: ignore[attr-defined]
    return known


def in_transaction() -> bool:
    """Whether a transaction is open that may be rolled back; the one around a test does not count.

    What is read in it may be its own changes, which nobody else may ever see.
    """
    # Django 5.2 keeps the blocks, and the mark of its own test cases, under private names.
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


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
        self,
        key: Hashable,
        make: Callable[[], Value],
        *,
        request: HttpRequest | None,
        site_id: int | None = None,
    ) -> Value:
        """Return the value of this board in the state that the request knows; without a board, in that of all boards.

        `make` reads the database after that state was asked for, so that no change is missed.
        """
        return self.get_many([key], lambda missing: {key: make()}, request=request, site_id=site_id)[key]

    def get_many(
        self,
        keys: Sequence[Key],
        make: Callable[[list[Key]], Mapping[Key, Value]],
        *,
        request: HttpRequest | None,
        site_id: int | None = None,
    ) -> dict[Key, Value]:
        """Return several values; `make` is called once for all that are missing, and may leave some out."""
        generations = generations_of(request)
        state: Hashable = generations if site_id is None else (site_id, generations.of(site_id))
        found = {}
        for key in keys:
            kept = self._values.get((site_id, key))
            if kept is not None and kept[0] == state and (not self._ends or time.time() < kept[1]):
                found[key] = kept[2]
        if missing := [key for key in keys if key not in found]:
            until = clock.until(generations).timestamp() if self._ends else 0.0
            made = make(missing)
            found |= made
            if not in_transaction():
                self._keep({(site_id, key): (state, until, value) for key, value in made.items()})
        return found

    def _keep(self, values: Mapping[Hashable, tuple[Hashable, float, Value]]) -> None:
        with self._lock:
            for key, value in values.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self._limit:
                self._values.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._values.clear()


def forget_all() -> None:
    """Begin like a new process."""
    for kept in _all:
        kept.forget()

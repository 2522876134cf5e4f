"""Finished answers in the memory of this process, as many as fit."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from caching.addresses import Address
from caching.generations import Generation, Generations
from caching.marks import Seen

# What a kept answer takes beside its body.
OVERHEAD = 2_500
# Nothing may push out everything else.
MAX_SHARE = 0.25


@dataclass(frozen=True)
class Entry:
    """A finished answer, and how long it is good."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seen: tuple[Seen, ...]
    site_id: int
    generation: Generation
    until: float

    def is_good(self, generations: Generations, now: float) -> bool:
        return now < self.until and self.generation == generations.of(self.site_id)


class Store:
    """The least recently used entries go when their bytes exceed the limit."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        self._entries: OrderedDict[tuple[Address, str], Entry] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, address: Address, encoding: str) -> Entry | None:
        key = address, encoding
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, address: Address, encoding: str, entry: Entry, limit: int) -> bool:
        """Keep it within so many bytes in all; return False for one that is too large."""
        if len(entry.body) + OVERHEAD > limit * MAX_SHARE:
            return False
        key = address, encoding
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self.bytes += len(entry.body) + OVERHEAD
            while self.bytes > limit:
                self._drop(next(iter(self._entries)))
        return True

    def _drop(self, key: tuple[Address, str]) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= len(entry.body) + OVERHEAD


store = Store()

"""Watch how long a change takes to be seen: on every host, in the list and on the listing's own page."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from html import escape, unescape

from benchmarks.load.records import Host

# How often each page is looked at: staleness is known to this.
EVERY_SECONDS = 0.1
# A host has several processes. All of them agree when none has shown the old state for so long.
SETTLED_SECONDS = 1.5
# Pages of one host.
AT_ONCE = 8
GIVE_UP_SECONDS = 30
LIST = "/jobs/"


@dataclass
class Change:
    """A listing that was published (`appears`) or closed, and when.

    `path` is its own page, `in_list` the list that shows it: the newest listings or a search.
    """

    kind: str
    title: str
    path: str
    appears: bool
    at: float
    in_list: str = LIST
    # For what a webhook published: when that was answered.
    answered_at: float | None = None

    def is_shown_in_list(self, text: str) -> bool:
        return (self.title in unescape(text) or escape(self.title) in text) == self.appears

    def is_shown_on_page(self, status: int) -> bool:
        return status == (200 if self.appears else 410)


@dataclass
class Look:
    """One change on one page of one host."""

    change: Change
    fresh_at: float | None = None

    def take(self, *, is_fresh: bool, now: float) -> bool:
        """Note an answer; return whether the page is settled."""
        if not is_fresh:
            self.fresh_at = None
        elif self.fresh_at is None:
            self.fresh_at = now
        return self.fresh_at is not None and now > self.fresh_at + SETTLED_SECONDS


@dataclass
class Watcher:
    """`seen` holds, for each change that all hosts show, the moment from which on they all did."""

    hosts: list[Host]
    fetched: Callable[[float], None]
    seen: list[tuple[Change, float]] = field(default_factory=list)
    # What was last shown instead, and where.
    never_seen: list[str] = field(default_factory=list)
    _waiting: dict[int, list[float]] = field(default_factory=dict)
    _looks: dict[Host, list[tuple[Look, str]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        self._looks = {host: [] for host in self.hosts}
        threads = [threading.Thread(target=self._watch, args=(host,), daemon=True) for host in self.hosts]
        for thread in threads:
            thread.start()
        return threads

    def add(self, change: Change) -> None:
        with self._lock:
            self._waiting[id(change)] = []
            for host in self.hosts:
                self._looks[host] += [(Look(change), change.in_list), (Look(change), change.path)]

    def end(self) -> None:
        """Wait until all changes are seen or given up, then stop."""
        while self._waiting:
            time.sleep(EVERY_SECONDS)
        self._ended.set()

    def _watch(self, host: Host) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._ended.wait(EVERY_SECONDS):
                self._look_at(host, pool)

    def _look_at(self, host: Host, pool: Executor) -> None:
        """Look at each page once, and at all of them at the same time: one after the other, they would be old."""
        with self._lock:
            looks = list(self._looks[host])
        paths = list(dict.fromkeys([LIST, *(path for _, path in looks)]))
        pages = dict(
            zip(paths, pool.map(lambda path: (*host.fetch(path), time.monotonic()), paths), strict=True)
        )
        for _status, _text, seconds, _now in pages.values():
            self.fetched(seconds)
        for look, path in looks:
            status, text, _seconds, now = pages[path]
            change = look.change
            is_list = path == change.in_list
            is_fresh = change.is_shown_in_list(text) if is_list else change.is_shown_on_page(status)
            if look.take(is_fresh=is_fresh, now=now) or now > change.at + GIVE_UP_SECONDS:
                self._settle(host, look, path, status)

    def _settle(self, host: Host, look: Look, path: str, status: int) -> None:
        with self._lock:
            self._looks[host].remove((look, path))
            if (times := self._waiting.get(id(look.change))) is None:
                return
            if look.fresh_at is None:
                self.never_seen.append(f"{look.change.title}: {host.port}{path} answered {status}")
                del self._waiting[id(look.change)]
                return
            times.append(look.fresh_at)
            if len(times) == 2 * len(self.hosts):
                self.seen.append((look.change, max(times)))
                del self._waiting[id(look.change)]

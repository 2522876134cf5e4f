"""Know which boards have changed, from the journal: each board has a generation, which every process counts for itself.

A transaction that commits late puts a row below others that were read before. So the journal is read as a set: by its
highest id and by the number of its rows.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

# A database that did not answer is asked again after so many seconds.
PAUSE_SECONDS = 2.0
# More changes at once than this are not sorted by board.
MAX_READ = 1000

STATE = "SELECT max(id), count(*) FROM caching_change"
# One statement, so that the rows and the number of all rows are of one moment.
ADDED = (
    "SELECT id, site_id, path, (SELECT count(*) FROM caching_change) FROM caching_change WHERE id > %s"  # noqa: S608
    f" ORDER BY id LIMIT {MAX_READ + 1}"
)
BOARDS = "SELECT s.id, p.path FROM wagtailcore_site s JOIN wagtailcore_page p ON p.id = s.root_page_id"

Generation = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Generations:
    """What a process knew at one moment; another object after each change."""

    of_all: int = 0
    of_boards: Mapping[int, int] = field(default_factory=dict)

    def of(self, site_id: int) -> Generation:
        """Return what differs after each change of what this board's readers see."""
        return self.of_all, self.of_boards.get(site_id, 0)


class Watcher:
    """Asks the journal at most once an interval. Threads that come meanwhile take what is known."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Know nothing, as in a new process."""
        self._generations = Generations()
        self._seen: tuple[int, int] | None = None
        self._next_check = 0.0

    def current(self) -> Generations:
        """Return generations that are at most an interval old, or older while the database does not answer."""
        now = time.monotonic()
        if now >= self._next_check and self._lock.acquire(blocking=False):
            try:
                self._next_check = now + settings.GENERATIONS_POLL_SECONDS
                self._check()
            except Error:
                self._next_check = time.monotonic() + PAUSE_SECONDS
            finally:
                self._lock.release()
        return self._generations

    def _check(self) -> None:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(STATE)
            newest, count = cursor.fetchone()
            state = newest or 0, count
            if state == self._seen:
                return
            last, known = self._seen or (0, 0)
            cursor.execute(ADDED, [last])
            added = cursor.fetchall()
            # A row below the last one, or rows that were pruned, change the number but are not among the added.
            is_whole = bool(added) and len(added) <= MAX_READ and added[-1][3] == known + len(added)
            if self._seen is None or not is_whole:
                boards = None
            else:
                state = added[-1][0], added[-1][3]
                boards = _boards_of(cursor, added)
        self._seen, self._generations = state, _after(self._generations, boards)


def _boards_of(cursor: Any, changes: list[tuple[int, int | None, str | None, int]]) -> set[int] | None:
    """Return the boards that these changes concern; None for every board."""
    changed = {site_id for _id, site_id, _path, _count in changes if site_id is not None}
    paths = {path for _id, _site_id, path, _count in changes if path is not None}
    if any(site_id is None and path is None for _id, site_id, path, _count in changes):
        return None
    if paths:
        cursor.execute(BOARDS)
        boards = cursor.fetchall()
        changed |= {site_id for site_id, root in boards if any(path.startswith(root) for path in paths)}
    return changed


def _after(before: Generations, boards: Iterable[int] | None) -> Generations:
    if boards is None:
        return Generations(before.of_all + 1)
    return Generations(
        before.of_all,
        {**before.of_boards, **{site_id: before.of_boards.get(site_id, 0) + 1 for site_id in boards}},
    )


watcher = Watcher()


def generation(site_id: int) -> Generation:
    """Return the board's generation: it differs after each change of what its readers see.

    What is kept under it must be read from the database after it was asked for.
    """
    return watcher.current().of(site_id)

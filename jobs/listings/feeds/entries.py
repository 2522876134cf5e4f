"""The listings of a feed as plain values, in the feed's order."""

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from jobs.listings import rows
from jobs.listings.rows import Row

# Fetched at once, in one query.
CHUNK_SIZE = 1000
COLUMNS = (
    "page.translation_key", "page.live", "page.expire_at", "page.last_published_at", "listing.description",
    "category.name",
)  # fmt: skip


class Entry(NamedTuple):
    row: Row
    translation_key: UUID
    expire_at: datetime | None
    last_published_at: datetime | None
    # Rich text.
    description: str
    category: str


def fetch_entries(keys: Iterable[int], *, root: str, with_skills: bool) -> Iterator[Entry]:
    """Fetch entries in the order of the keys; a listing that has ended meanwhile is left out."""
    # As machine integers: a board may have a hundred thousand.
    ordered = array("q", keys)
    for start in range(0, len(ordered), CHUNK_SIZE):
        chunk = ordered[start : start + CHUNK_SIZE]
        found = rows.select(chunk, root=root, with_skills=with_skills, more=COLUMNS)
        entries = {row.pk: entry for row, more in found if (entry := _entry(row, *more))}
        yield from (entries[key] for key in chunk if key in entries)


def _entry(
    row: Row,
    translation_key: Any,
    live: bool,
    expire_at: datetime | None,
    last_published_at: datetime | None,
    description: str,
    category: str | None,
) -> Entry | None:
    end = rows.aware(expire_at)
    if not live or (end is not None and end <= timezone.now()):
        return None
    key = translation_key if isinstance(translation_key, UUID) else UUID(translation_key)
    return Entry(row, key, end, rows.aware(last_published_at), description, category or "")

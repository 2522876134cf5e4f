"""The listings of a feed as plain values, in the feed's order."""

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from jobs.listings import facts, rows
from jobs.listings.rows import Row
from jobs.listings.zones import zones_text

# Fetched at once, in one query.
CHUNK_SIZE = 1000
COLUMNS = (
    "page.translation_key", "page.live", "page.expire_at", "page.last_published_at", "listing.description",
    "category.name", "listing.benefits", "listing.zone_from", "listing.zone_to", "listing.overlap_hours",
    "listing.apply_by",
)  # fmt: skip


class Zones(NamedTuple):
    first: int | None
    last: int | None
    overlap_hours: int | None


class Entry(NamedTuple):
    row: Row
    translation_key: UUID
    expire_at: datetime | None
    last_published_at: datetime | None
    # Rich text.
    description: str
    category: str
    benefits: tuple[str, ...]
    zones: Zones
    apply_by: datetime | None

    @property
    def benefit_names(self) -> list[str]:
        return [facts.BENEFITS.text_of(value) for value in self.benefits]

    @property
    def zones_label(self) -> str:
        return zones_text(*self.zones)


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
    benefits: str,
    zone_from: int | None,
    zone_to: int | None,
    overlap_hours: int | None,
    apply_by: datetime | None,
) -> Entry | None:
    end = rows.aware(expire_at)
    if not live or (end is not None and end <= timezone.now()):
        return None
    key = translation_key if isinstance(translation_key, UUID) else UUID(translation_key)
    return Entry(
        row=row,
        translation_key=key,
        expire_at=end,
        last_published_at=rows.aware(last_published_at),
        description=description,
        category=category or "",
        benefits=tuple(benefits.split()),
        zones=Zones(zone_from, zone_to, overlap_hours),
        apply_by=rows.aware(apply_by),
    )

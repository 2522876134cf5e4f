"""Find open listings similar to one, at a cost that does not grow with the board."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jobs.listings.live.sql import NEWEST, TABLE, Sql, all_of, has_any, readable, run

if TYPE_CHECKING:
    from jobs.listings.models.listing import JobPage

# Skills are compared with those of the newest listings of the board.
MAX_COMPARED = 1_000
MAX_CANDIDATES = 60
COLUMNS = "page_id, category_id, terms, first_published_at"


def similar_to(page: "JobPage", *, count: int) -> list[int]:
    """Return the keys of live listings of the board: most shared skills, then same category, then newest."""
    others = all_of(
        [Sql("place = %s AND page_id <> %s", [page.path[: -page.steplen], page.pk]), readable(timezone.now())]
    )
    skills = [f"tag:{skill.pk}" for skill in page.skills]
    category = Sql("category_id = %s", [page.category_id])
    recent = _newest(TABLE, others, MAX_COMPARED)
    found = []
    if skills:
        found.append(_newest(f"({recent.text}) AS recent", has_any(skills), MAX_CANDIDATES, recent.params))
    if page.category_id is not None:
        found.append(_newest(TABLE, all_of([others, category]), MAX_CANDIDATES))
    each = " UNION ALL ".join(f"SELECT * FROM ({sql.text}) AS found" for sql in found)  # noqa: S608 - own names
    params = [param for sql in found for param in sql.params]
    rows = {row[0]: row for row in (run(Sql(each, params)) if found else [])}
    # Newest first, so that among equals they stay so when sorted.
    candidates = sorted(rows.values(), key=lambda row: (row[3] is None, row[3] or "", row[0]), reverse=True)[
        :MAX_CANDIDATES
    ]
    candidates.sort(key=lambda row: (-_shared(row[2], skills), row[1] is None or row[1] != page.category_id))
    keys = [int(key) for key, *_rest in candidates][:count]
    if len(keys) < count:
        newest = [int(key) for key, *_rest in run(_newest(TABLE, others, 2 * count))]
        keys += [key for key in newest if key not in keys][: count - len(keys)]
    return keys


def _newest(table: str, where: Sql, count: int, params: Sequence[Any] = ()) -> Sql:
    text = f"SELECT {COLUMNS} FROM {table} WHERE {where.text} ORDER BY {NEWEST} LIMIT {count}"  # noqa: S608 - own names
    return Sql(text, [*params, *where.params])


def _shared(terms: Any, skills: list[str]) -> int:
    """Count the skills among the terms, which SQLite gives as JSON."""
    return len(set(json.loads(terms) if isinstance(terms, str) else terms).intersection(skills))

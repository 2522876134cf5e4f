"""Count live listings by term, in one database query.

Without criteria nothing is counted: the counts are kept (`jobs.listings.live.counts`). With some, the flat table is
counted once with all criteria, and once for each filter in use without its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from jobs.listings import facts
from jobs.listings.live.counts import TABLE as COUNTS
from jobs.listings.live.sql import TABLE as LIVE
from jobs.listings.live.sql import Sql, all_of, is_postgres, run
from jobs.listings.live.terms import CURRENCY

from .criteria import Criteria

# The parts of the query that are not about one filter; the others have its name.
KEPT, MATCHING = "kept", "matching"
# What is selected once for several parts.
FOUND = "found"
# Kinds of terms that end with an id, with the table that has the slug and the name.
EVERY = Sql("1 = 1")
TABLES = {"category": "jobs_category", "tag": "jobs_tag"}


class Row(NamedTuple):
    """How many listings have a term, in one part of the query."""

    part: str
    term: str
    number: int
    # Of a category or a skill.
    slug: str | None
    name: str | None
    order: int | None

    @property
    def value(self) -> str:
        return self.slug or self.term.partition(":")[2]


def counted(criteria: Criteria) -> dict[str, list[Row]]:
    """Return the counts by part of the query."""
    filters = {part_of(fact.param, criteria): fact.param for fact in facts.FACETS}
    kept = [CURRENCY, filters[KEPT]] if KEPT in filters and criteria.by_name else [CURRENCY]
    parts = [_tally(KEPT, "sum(n)", _kept(criteria, _of_kinds(kept if criteria.by_name else [])))]
    in_use = [name for part, name in filters.items() if part == name]
    # Words are looked for once, and not for each part.
    found = criteria.where(leaving_out=in_use) if in_use and "q" in criteria.by_name else None
    if criteria.by_name:
        parts.append(_tally(MATCHING, "count(*)", _part(criteria, in_use, found)))
    for name in in_use:
        part = _part(criteria, in_use, found, without=name)
        parts.append(_tally(name, "count(*)", _only(part, _of_kinds([name]))))
    rows: dict[str, list[Row]] = {}
    for row in run(_named(parts, found)):
        rows.setdefault(row[0], []).append(Row(*row))
    return rows


def part_of(name: str, criteria: Criteria) -> str:
    """Name the part of the query that counts the values of this filter."""
    if criteria.by_name.keys() <= {name}:
        return KEPT
    return name if name in criteria.by_name else MATCHING


def total_of(criteria: Criteria) -> int:
    """Count the listings that match. Their number is kept when there is at most one value to filter by."""
    if criteria.only_term is not None:
        kept = _kept(criteria, Sql("term = %s", [criteria.only_term]))
        return int(run(Sql(f"SELECT coalesce(sum(n), 0) FROM ({kept.text}) AS kept", kept.params))[0][0])  # noqa: S608 - own names
    where = criteria.where()
    return int(run(Sql(f"SELECT count(*) FROM {LIVE} WHERE {where.text}", where.params))[0][0])  # noqa: S608 - own names


def _kept(criteria: Criteria, where: Sql) -> Sql:
    """Select the changes of counts, and one less for what has ended and is still to be unpublished."""
    changes = all_of([criteria.on_board(), where])
    ended = _only(_terms(all_of([criteria.on_board(), criteria.ended()])), where)
    text = f"SELECT term, n FROM {COUNTS} WHERE {changes.text} UNION ALL SELECT term, -1 FROM ({ended.text}) AS ended"  # noqa: S608 - own names
    return Sql(text, [*changes.params, *ended.params])


def _part(criteria: Criteria, in_use: Sequence[str], found: Sql | None, without: str = "") -> Sql:
    """Select every term of the listings that meet all criteria, or all but one."""
    if found is None:
        return _terms(criteria.where(leaving_out=[without]))
    others = [criteria.by_name[name] for name in in_use if name != without]
    return _terms(all_of([EVERY, *others]), table=FOUND)


def _terms(listings: Sql, *, table: str = LIVE) -> Sql:
    """Select every term of these listings."""
    # In the list of columns, PostgreSQL takes arrays apart at half the cost of a join.
    each = f"unnest(terms) AS term FROM {table}"
    if not is_postgres():
        each = f"each.value AS term FROM {table}, json_each(terms) AS each"
    return Sql(f"SELECT {each} WHERE {listings.text}", listings.params)


def _only(terms: Sql, where: Sql) -> Sql:
    """Keep the terms that meet a condition."""
    text = f"SELECT term FROM ({terms.text}) AS every_term WHERE {where.text}"  # noqa: S608 - own names
    return Sql(text, [*terms.params, *where.params])


def _of_kinds(kinds: Sequence[str]) -> Sql:
    """Match terms of these kinds, or all when there are none."""
    if not kinds:
        return EVERY
    return Sql(f"({' OR '.join(['term LIKE %s'] * len(kinds))})", [f"{kind}:%" for kind in kinds])


def _tally(part: str, count: str, terms: Sql) -> Sql:
    text = f"SELECT '{part}' AS part, term, {count} AS n FROM ({terms.text}) AS {part} GROUP BY term"  # noqa: S608 - own names
    return Sql(text, terms.params)


def _named(parts: Sequence[Sql], found: Sql | None) -> Sql:
    """Add the slugs and names of categories and skills; parts may read the listings that were `found`."""
    each = " UNION ALL ".join(part.text for part in parts)
    joins = " ".join(
        f"LEFT JOIN {table} AS {kind} ON {kind}.id = "
        f"CASE WHEN term LIKE '{kind}:%%' THEN CAST(substr(term, {len(kind) + 2}) AS bigint) END"
        for kind, table in TABLES.items()
    )
    columns = "coalesce(category.slug, tag.slug), coalesce(category.name, tag.name), category.sort_order"
    text = f"SELECT part, term, n, {columns} FROM ({each}) AS counted {joins} WHERE n <> 0"  # noqa: S608 - own names
    sql = Sql(text, [param for part in parts for param in part.params])
    if found is None:
        return sql
    listings = f"SELECT * FROM {LIVE} WHERE {found.text}"  # noqa: S608 - own names
    return Sql(f"WITH {FOUND} AS MATERIALIZED ({listings}) {sql.text}", [*found.params, *sql.params])

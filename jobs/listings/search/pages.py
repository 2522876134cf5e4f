"""Pages of a search as primary keys, in order; whoever shows them turns keys into rows.

The newest first, an index of the flat table gives a page without sorting. By pay and by relevance, the list is made
of two parts, one after the other.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wagtail.models import Site

from jobs.listings.fulltext import Term, engine, terms
from jobs.listings.fulltext.documents import TABLE as FULL_TEXT
from jobs.listings.live.sql import NEWEST, Sql, all_of, run, stored
from jobs.listings.live.sql import TABLE as LIVE
from jobs.listings.models.queries import MAX_FEATURED_PLACES

from .criteria import Criteria, criteria_of
from .query import RELEVANCE, SALARY, SearchQuery
from .term_counts import total_of

PAGE_SIZE = 25
# By relevance, so many of the newest matches are compared with each other; the rest follow, the newest first.
MAX_RANKED = 1_000


class KeyPage(NamedTuple):
    keys: list[int]
    # Of all pages.
    total: int
    # Of the page that is shown: the last one when a later one was asked for.
    number: int


class Front(NamedTuple):
    featured: list[int]
    newest: list[int]
    # Of all live listings.
    total: int


class Part(NamedTuple):
    """Listings that follow each other in a list."""

    # SELECT, FROM and WHERE; the keys are its only column.
    select: Sql
    order: Sql = Sql(NEWEST)
    # How many of the first ones another part has.
    skipped: int = 0
    # None when it has to be counted.
    length: int | None = None


def page_of_keys(query: SearchQuery, *, site: Site, number: int) -> KeyPage:
    """Return the page with this number, or the last page."""
    criteria = criteria_of(query, site=site)
    return page_within(criteria, number=number, total=total_of(criteria))


def page_within(criteria: Criteria, *, number: int, total: int) -> KeyPage:
    number = min(number, max(-(-total // PAGE_SIZE), 1))
    start = (number - 1) * PAGE_SIZE
    return KeyPage(_slice(criteria, start, min(PAGE_SIZE, total - start)), total, number)


def newest_keys(query: SearchQuery, *, site: Site, count: int | None = None) -> list[int]:
    """Return the keys of the newest listings that match, or of all."""
    part = Part(_select(criteria_of(query, site=site).where()))
    return _keys(part, 0, count)


def front_of(site: Site, *, count: int) -> Front:
    """Return what a board's front page shows; featured listings are not among the newest as well."""
    board = criteria_of(SearchQuery(site=site), site=site)
    featured = featured_on(board)
    newest = _keys(Part(_select(board.where())), 0, count + len(featured))
    return Front(featured, [key for key in newest if key not in featured][:count], total_of(board))


def featured_on(board: Criteria) -> list[int]:
    """Return the featured listings of a whole board, newest first; the rule of `JobQuerySet.featured_now()`."""
    featured = Sql("featured AND (featured_until IS NULL OR featured_until > %s)", [stored(board.now)])
    return _keys(Part(_select(all_of([board.where(), featured]))), 0, MAX_FEATURED_PLACES)


def _slice(criteria: Criteria, start: int, count: int) -> list[int]:
    found: list[int] = []
    for part in _parts(criteria):
        here = _keys(part, start, count - len(found))
        found += here
        if len(found) == count:
            break
        # Where to go on in the next part.
        start = max(start - _length(part), 0) if start and not here else 0
    return found


def _parts(criteria: Criteria) -> Iterator[Part]:
    where, query = criteria.where(), criteria.query
    wanted = terms(query.q)
    if query.order == SALARY:
        # Listings in other currencies or without pay come last.
        comparable = Sql("(currency = %s AND pay IS NOT NULL)", [query.currency])
        others = Sql(f"NOT {comparable.text}", comparable.params)
        yield Part(_select(all_of([where, comparable])), Sql(f"pay DESC, {NEWEST}"))
        yield Part(_select(all_of([where, others])))
    elif query.order == RELEVANCE and wanted:
        yield _ranked(where, wanted)
        yield Part(_select(where), skipped=MAX_RANKED)
    else:
        yield Part(_select(where))


def _select(where: Sql) -> Sql:
    return Sql(f"SELECT page_id FROM {LIVE} WHERE {where.text}", where.params)  # noqa: S608 - own names


def _ranked(where: Sql, wanted: tuple[Term, ...]) -> Part:
    newest = f"SELECT page_id, first_published_at FROM {LIVE} WHERE {where.text} ORDER BY {NEWEST} LIMIT {MAX_RANKED}"  # noqa: S608
    joined = f"({newest}) AS newest JOIN {FULL_TEXT} ON {FULL_TEXT}.rowid = newest.page_id"
    matches, found = engine().matches(wanted)
    rank, params = engine().rank(wanted)
    return Part(
        Sql(f"SELECT page_id FROM {joined} WHERE {matches}", [*where.params, *found]),  # noqa: S608 - own names
        Sql(f"{rank} DESC, {NEWEST}", params),
        length=MAX_RANKED,
    )


def _keys(part: Part, start: int, count: int | None) -> list[int]:
    text = f"{part.select.text} ORDER BY {part.order.text}"
    params = [*part.select.params, *part.order.params]
    if count is not None:
        text, params = f"{text} LIMIT %s OFFSET %s", [*params, count, part.skipped + start]
    return [key for (key,) in run(Sql(text, params))]


def _length(part: Part) -> int:
    if part.length is not None:
        return part.length
    counted = Sql(f"SELECT count(*) FROM ({part.select.text}) AS part", part.select.params)  # noqa: S608 - own names
    return int(run(counted)[0][0])

"""The criteria of a query as SQL conditions on the flat table of live listings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from jobs.listings.fulltext import Term, engine, terms
from jobs.listings.fulltext.documents import TABLE as FULL_TEXT
from jobs.listings.live.sql import NEVER, Sql, all_of, any_of, has_any, readable, run, stored
from jobs.listings.live.terms import LIVE as LIVE_TERM
from jobs.listings.live.terms import term
from jobs.listings.zones import offsets_of

from .query import SearchQuery

# Kinds of values that URLs name by a slug and the flat table by an id, with their tables.
BY_SLUG = {"category": "jobs_category", "company": "jobs_company", "tag": "jobs_tag"}


@dataclass(frozen=True)
class Criteria:
    """What the listings of a board have to meet, each condition by the name of its criterion."""

    query: SearchQuery
    # The paths of the board's indexes; one, unless somebody has made more.
    places: Sequence[str]
    by_name: Mapping[str, Sql]
    # The terms of each filter of which any has to be met.
    terms: Mapping[str, Sequence[str]]
    # The one time for all queries of a search.
    now: datetime

    def where(self, *, leaving_out: Collection[str] = ()) -> Sql:
        conditions = [sql for name, sql in self.by_name.items() if name not in leaving_out]
        return all_of([self.on_board(), readable(self.now), *conditions])

    @property
    def only_term(self) -> str | None:
        """The one term that all listings and no others have, if there is one."""
        if not self.by_name:
            return LIVE_TERM
        wanted = [self.terms.get(name, ()) for name in self.by_name]
        return wanted[0][0] if len(wanted) == 1 and len(wanted[0]) == 1 else None

    def with_words(self, text: str) -> "Criteria":
        """Return the criteria with other words to find."""
        by_name = {name: sql for name, sql in self.by_name.items() if name != "q"}
        if text:
            by_name["q"] = finds(terms(text))
        return replace(self, query=replace(self.query, q=text), by_name=by_name)

    def without(self, name: str) -> "Criteria":
        """Return the criteria with one taken away."""
        by_name = {other: sql for other, sql in self.by_name.items() if other != name}
        terms = {other: each for other, each in self.terms.items() if other != name}
        return replace(self, query=self.query.without(name), by_name=by_name, terms=terms)

    def on_board(self) -> Sql:
        """Match the listings below the board's indexes; also in the table of counts."""
        return any_of("place", self.places)

    def ended(self) -> Sql:
        """Match those that have ended and are still to be unpublished."""
        return Sql("expire_at <= %s", [stored(self.now)])


def criteria_of(query: SearchQuery, *, site: Site) -> Criteria:
    """Look up the board and what the query names by slugs, in one database query."""
    now = timezone.now()
    found = _look_up(query, site)
    ids = {kind: [one for of, one, _slug in found if of == kind] for kind in ("place", *BY_SLUG)}
    wanted = {
        name: [term(name, value) for value in (ids[name] if name in BY_SLUG else values)]
        for name, values in query.chosen.items()
        if name != "company"
    }
    by_name = {name: has_any(each) for name, each in wanted.items()}
    # Its index gives the newest of a category, or of a company, at once.
    by_name |= {
        name: any_of(f"{name}_id", [int(one) for one in ids[name]])
        for name in ("category", "company")
        if name in query.chosen
    }
    if query.q:
        by_name["q"] = finds(terms(query.q))
    if query.salary_min is not None:
        by_name["salary_min"] = Sql("currency = %s AND pay >= %s", [query.currency, query.salary_min])
    if query.tz:
        by_name["tz"] = fits_zone(offsets_of(query.tz, at=now))
    return Criteria(query, sorted(ids["place"]), by_name, wanted, now)


def fits_zone(offsets: Sequence[int]) -> Sql:
    """Match listings for people at any of these offsets from UTC; those that ask for none are for everybody."""
    each = " OR ".join(["%s BETWEEN zone_first AND zone_last"] * len(offsets))
    return Sql(f"(zone_first IS NULL OR zone_last IS NULL OR {each})", offsets)


def finds(wanted: tuple[Term, ...], *, rarely: bool = False) -> Sql:
    """Match listings with all these words; only punctuation matches none."""
    if not wanted:
        return NEVER
    matches, params = engine().matches(wanted, rarely=rarely)
    return Sql(f"page_id IN (SELECT rowid FROM {FULL_TEXT} WHERE {matches})", params)  # noqa: S608 - own names


def _look_up(query: SearchQuery, site: Site) -> list[Any]:
    """Return (kind, id or path, slug) of the board's indexes and of all that the query names by slugs."""
    asked = [_indexes_below(site)]
    for kind, table in BY_SLUG.items():
        if slugs := query.chosen.get(kind):
            slug = any_of("slug", slugs)
            columns = f"'{kind}', CAST(id AS text), slug"
            asked.append(Sql(f"SELECT {columns} FROM {table} WHERE {slug.text}", slug.params))  # noqa: S608 - own names
    return run(
        Sql(" UNION ALL ".join(sql.text for sql in asked), [one for sql in asked for one in sql.params])
    )


def _indexes_below(site: Site) -> Sql:
    return Sql(
        "SELECT 'place', page.path, '' FROM jobs_jobindexpage AS board_index "
        "JOIN wagtailcore_page AS page ON page.id = board_index.page_ptr_id "
        "JOIN wagtailcore_page AS root ON root.id = %s "
        "WHERE page.path LIKE root.path || '_%%'",
        [site.root_page_id],
    )

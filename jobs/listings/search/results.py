"""A page of results, ready for a template."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate, groupby
from typing import Any

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from caching.kept import Kept
from jobs.listings import facts
from jobs.listings.rows import Row, fetch_rows
from jobs.listings.zones import OFFERED, zone_name

from .counting import Facets, facets_of
from .criteria import Criteria, criteria_of
from .labels import Criterion, criteria, describe, names_of
from .listings import corrected
from .pages import PAGE_SIZE, KeyPage, featured_on, page_within
from .query import NEWEST, RELEVANCE, SALARY, SearchQuery
from .term_counts import total_of

# Of all boards together; each takes some 30 kB.
MAX_KEPT = 300
# Above the featured listings.
FIRST_ROWS = 4


@dataclass(frozen=True)
class Loosening:
    """The number of listings when all values of one criterion are removed."""

    label: str
    query: SearchQuery
    count: int


@dataclass(frozen=True)
class Order:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Currency:
    code: str
    chosen: bool


@dataclass(frozen=True)
class Zone:
    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Results:
    # As sent by the reader, and with mistyped words corrected.
    asked: SearchQuery
    query: SearchQuery
    facets: Facets
    page_obj: ResultPage[Row]
    criteria: list[Criterion]
    in_words: str
    featured: list[Row]
    loosenings: list[Loosening]
    # What the page of these results has written of them, by part.
    written: dict[Hashable, SafeString] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.facets.total

    @property
    def is_corrected(self) -> bool:
        return self.asked.q != self.query.q

    @property
    def is_variant(self) -> bool:
        """Whether it is filtered or sorted, so that search engines need not keep it."""
        return bool(self.criteria or self.query.sort)

    @property
    def has_several_criteria(self) -> bool:
        return len(self.criteria) > 1

    @property
    def is_sorted_by_pay(self) -> bool:
        return self.query.order == SALARY

    @property
    def currencies(self) -> list[Currency]:
        return [Currency(code, code == self.query.currency) for code in self.facets.currencies]

    @property
    def zones(self) -> list[Zone]:
        """Offer the reader's time zone; nothing on boards that do not ask for zones."""
        chosen = self.query.tz
        if not chosen and not self.query.board.asks(facts.ZONES):
            return []
        offered = dict.fromkeys([*OFFERED, *([chosen] if chosen else [])])
        return [Zone(name, zone_name(name), name == chosen) for name in offered]

    @property
    def is_by_day(self) -> bool:
        return self.query.order == NEWEST

    @property
    def first_days(self) -> list[tuple[date, list[Row]]]:
        """The days above the featured listings: as many as have `FIRST_ROWS` rows, or all where nothing is featured."""
        return self._days[: self._first]

    @property
    def later_days(self) -> list[tuple[date, list[Row]]]:
        return self._days[self._first :]

    @property
    def _days(self) -> list[tuple[date, list[Row]]]:
        """The page grouped by day of publication, without the listings that have a place of their own on it."""
        apart = {row.pk for row in self.featured}
        return by_day(row for row in self.page_obj if row.pk not in apart)

    @property
    def _first(self) -> int:
        if not self.featured:
            return len(self._days)
        shown = accumulate(len(rows) for _day, rows in self._days)
        return next((number for number, rows in enumerate(shown, 1) if rows >= FIRST_ROWS), len(self._days))

    @property
    def orders(self) -> list[Order]:
        labels = {NEWEST: _("Newest"), SALARY: _("Highest pay"), RELEVANCE: _("Best match")}
        if not self.query.q:
            del labels[RELEVANCE]
        return [Order(value, label, value == self.query.order) for value, label in labels.items()]

    @property
    def canonical(self) -> SearchQuery:
        """The query with the number of the page that is shown."""
        return replace(self.query, page=self.page_obj.number)


_kept: Kept[Results] = Kept(limit=MAX_KEPT, ends=True)


def results_for(request: HttpRequest, *, site: Site) -> Results:
    """Run the search that a request asks for, or return what it found since the board last changed."""

    def find() -> Results:
        return results(SearchQuery.parse(request.GET, site=site), site=site)

    asked = get_language(), request.META.get("QUERY_STRING", "")
    return _kept.get((site.pk, *asked), find, request=request, site_id=site.pk)


def results(query: SearchQuery, *, site: Site) -> Results:
    """Run a search. The number of SQL queries does not depend on how many listings match."""
    searched, counted = counted_as_meant(query, site=site)
    understood = searched.query
    page = page_within(searched, number=query.page, total=counted.total)
    # Featured listings have their own place only when nothing is filtered or sorted.
    is_start = understood.is_empty and understood.order == NEWEST and page.number == 1
    apart = featured_on(searched) if is_start else []
    shown, featured = fetch_rows(page.keys, apart, root=site.root_page.url_path)
    names = names_of(understood, counted.names())
    found = criteria(understood, names)
    return Results(
        asked=query,
        query=understood,
        facets=counted.named(names),
        page_obj=paginate(page, shown),
        criteria=found,
        in_words=describe(understood, names),
        featured=featured,
        loosenings=_loosenings(searched, found) if not counted.total else [],
    )


def counted_as_meant(query: SearchQuery, *, site: Site) -> tuple[Criteria, Facets]:
    """Count what a query finds; when that is nothing, correct its words and count again."""
    criteria = criteria_of(query, site=site)
    counted = facets_of(criteria)
    if counted.total or not query.q:
        return criteria, counted
    meant = corrected(criteria)
    return meant, counted if meant is criteria else facets_of(meant)


def paginate(page: KeyPage, rows: list[Row]) -> ResultPage[Row]:
    paginator: Paginator[Any] = Paginator(range(page.total), PAGE_SIZE)
    return ResultPage(rows, page.number, paginator)


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(day, list(jobs)) for day, jobs in groupby(rows, key=lambda job: _day(job.posted_at))]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _loosenings(searched: Criteria, found: list[Criterion]) -> list[Loosening]:
    """Find what to remove so that something matches; most listings first. One query per name."""
    labels: dict[str, list[str]] = {}
    for criterion in found:
        labels.setdefault(criterion.name, []).append(criterion.label)
    tried = [
        Loosening(_(" or ").join(group), without.query, total_of(without))
        for name, group in labels.items()
        for without in [searched.without(name)]
    ]
    return sorted((way for way in tried if way.count), key=lambda way: -way.count)

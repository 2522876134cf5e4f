"""Count the listings behind each choice of a filter, with all other criteria applied.

Always two queries. One groups listings by the filters with one value per listing; the other is a union
over the filters with several values per listing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import CharField, Count, F, Value
from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.models.details import EligibleRegion, JobLocation, JobTag, country_name
from jobs.listings.models.listing import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.regions import WITHIN, Region

from .listings import matching
from .query import SearchQuery

# The filters by what a listing has one value of, with their columns; the others are counted over relations.
ONE_PER_LISTING = {
    facts.CATEGORY.param: "category__slug",
    **{fact.param: fact.name for fact in facts.FILTERS if isinstance(fact, facts.ChoiceFact)},
}
# A longer list shows this many choices; the others are folded away.
SHOWN = 8
MAX_OFFERED = 60

Names = dict[str, str]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]
    rest: list[Choice] = field(default_factory=list)

    @property
    def rest_is_open(self) -> bool:
        return any(choice.chosen for choice in self.rest)


@dataclass(frozen=True)
class Facets:
    # Listings that match all criteria.
    total: int
    lists: list[Facet]
    # Currencies of the board's listings, the board's own first.
    currencies: list[str]

    def names(self) -> dict[tuple[str, str], str]:
        """Labels of all values with at least one listing."""
        counted = [(facet.name, choice) for facet in self.lists for choice in (*facet.choices, *facet.rest)]
        return {(name, choice.value): choice.label for name, choice in counted if choice.count}

    def named(self, names: Mapping[tuple[str, str], str]) -> "Facets":
        """Replace the labels of chosen values that have no listings."""

        def relabel(facet: Facet, choices: list[Choice]) -> list[Choice]:
            return [replace(c, label=names.get((facet.name, c.value), c.label)) for c in choices]

        return replace(
            self,
            lists=[
                replace(facet, choices=relabel(facet, facet.choices), rest=relabel(facet, facet.rest))
                for facet in self.lists
            ],
        )


@dataclass(frozen=True)
class Combination:
    """One value for each filter of ONE_PER_LISTING, and how many listings have all of them."""

    values: Mapping[str, str | None]
    category_name: str | None
    category_order: int | None
    count: int


@dataclass(frozen=True)
class Counted:
    counts: Counter[str]
    # Labels of the values, in the order to offer them.
    names: Names


def facets(query: SearchQuery, *, site: Site) -> Facets:
    combined = _combinations(query, site)
    several = _several(query, site)
    lists = []
    for fact in facts.FACETS:
        if fact.param in ONE_PER_LISTING:
            names = _categories(combined) if fact is facts.CATEGORY else fact.choice_labels()
            found = _counted(fact.param, query, combined, names)
        else:
            found = several[fact.param]
        lists.append(_facet(fact, query, found))
    used = sorted(several["currency"].counts)
    return Facets(
        total=sum(row.count for row in combined if _fits(row, query, ONE_PER_LISTING)),
        lists=lists,
        currencies=list(dict.fromkeys([query.board_currency, *used, query.currency])),
    )


def _facet(fact: facts.Fact, query: SearchQuery, found: Counted) -> Facet:
    """Offer the values that would find something, and those chosen already, so that they can be removed."""
    chosen = query.chosen.get(fact.param, ())
    offered = [value for value in found.names if found.counts[value]][:MAX_OFFERED]
    choices = [
        Choice(value, found.names.get(value, value), found.counts[value], value in chosen)
        for value in dict.fromkeys([*offered, *chosen])
    ]
    # Never fold a single choice.
    shown = SHOWN if len(choices) > SHOWN + 1 else len(choices)
    return Facet(fact.param, str(fact.label), choices[:shown], choices[shown:])


def _combinations(query: SearchQuery, site: Site) -> list[Combination]:
    rows = matching(query, site=site, leaving_out=frozenset(ONE_PER_LISTING)).order_by()
    columns = (*ONE_PER_LISTING.values(), "category__name", "category__sort_order")
    return [
        Combination(dict(zip(ONE_PER_LISTING, values, strict=True)), name, order, count)
        for *values, name, order, count in rows.values_list(*columns).annotate(Count("pk"))
    ]


def _categories(combined: list[Combination]) -> Names:
    """Labels of the categories found, in the editors' order."""
    found = {
        (row.category_order, row.category_name, row.values["category"])
        for row in combined
        if row.values["category"]
    }
    return {slug: name for _order, name, slug in sorted(found) if slug and name}


def _fits(row: Combination, query: SearchQuery, names: Iterable[str]) -> bool:
    return all(row.values[name] in query.chosen[name] for name in names if name in query.chosen)


def _counted(name: str, query: SearchQuery, combined: list[Combination], names: Names) -> Counted:
    others = [other for other in ONE_PER_LISTING if other != name]
    counts: Counter[str] = Counter()
    for row in combined:
        value = row.values[name]
        if value and _fits(row, query, others):
            counts[value] += row.count
    return Counted(counts, names)


def _several(query: SearchQuery, site: Site) -> dict[str, Counted]:
    def others_than(name: str) -> JobQuerySet:
        return matching(query, site=site, leaving_out=frozenset({name})).order_by().values("pk")

    regions = EligibleRegion.objects.filter(page__in=others_than("region")).order_by()
    places = JobLocation.objects.filter(page__in=others_than("country")).order_by()
    tagged = JobTag.objects.filter(content_object__in=others_than("tag"))
    paid = JobPage.objects.on_site(site).live().exclude(salary_currency="").order_by()
    open_to = [
        _tally("region", regions.filter(region__in=WITHIN[region]), Value(region), "page")
        for region in Region
    ]
    rows = _tally("currency", paid, F("salary_currency"), "pk").union(
        *open_to,
        _tally("country", places, F("country"), "page"),
        _tally("tag", tagged, F("tag__slug"), "content_object", label=F("tag__name")),
        all=True,
    )
    found: dict[str, list[tuple[str, str, int]]] = {"region": [], "country": [], "tag": [], "currency": []}
    for kind, value, label, count in rows:
        found[kind].append((value, country_name(value) if kind == "country" else label, count))
    several = {kind: _most_first(tallied) for kind, tallied in found.items()}
    # Regions keep their own order, whatever their counts.
    return several | {"region": Counted(several["region"].counts, facts.REGIONS.choice_labels())}


def _tally(kind: str, rows: Any, value: Any, listing: str, *, label: F | None = None) -> Any:
    text = CharField()
    return (
        rows.values(kind=Value(kind, text), value=value, label=label or Value("", text))
        .annotate(count=Count(listing, distinct=True))
        .values_list("kind", "value", "label", "count")
    )


def _most_first(tallied: list[tuple[str, str, int]]) -> Counted:
    ordered = sorted(tallied, key=lambda row: (-row[2], row[1].casefold()))
    counts = Counter({value: count for value, _label, count in ordered})
    return Counted(counts, {value: label for value, label, _count in ordered})

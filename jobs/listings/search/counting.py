"""How many listings each further choice would leave: every facet counted with all the other criteria applied.

Two queries, however many listings, choices and criteria there are. One counts the combinations of what a listing has
one value of, which are few; the other all that it may have several of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import CharField, Count, F, Value
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.models.details import EligibleRegion, JobLocation, JobTag, country_name
from jobs.listings.models.listing import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.regions import WITHIN, Region

from .labels import choice_names
from .listings import matching
from .query import SearchQuery

SINGLE = ("category", "type", "remote")
# Longer lists show so many; the rest unfolds.
SHOWN = 8
MOST_OFFERED = 60

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
    # Of all criteria together.
    total: int
    lists: list[Facet]
    # What the board's listings are paid in, its own currency first.
    currencies: list[str]

    def names(self) -> dict[tuple[str, str], str]:
        """Of what has listings; what has none goes by its slug here."""
        counted = [(facet.name, choice) for facet in self.lists for choice in (*facet.choices, *facet.rest)]
        return {(name, choice.value): choice.label for name, choice in counted if choice.count}

    def named(self, names: Mapping[tuple[str, str], str]) -> "Facets":
        """With the names of what is chosen but has no listings."""

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
    category: str | None
    type: str
    remote: str
    category_name: str | None
    category_order: int | None
    count: int


@dataclass(frozen=True)
class Counted:
    counts: Counter[str]
    # Of the values, in the order to offer them.
    names: Names


def facets(query: SearchQuery, *, site: Site) -> Facets:
    combined = _combinations(query, site)
    several = _several(query, site)
    counted = [
        ("category", _("Category"), _counted("category", query, combined, _categories(combined))),
        ("remote", _("Office or remote"), _counted("remote", query, combined, choice_names("remote"))),
        ("type", _("Type"), _counted("type", query, combined, choice_names("type"))),
        ("region", _("Open to people in"), Counted(several["region"].counts, choice_names("region"))),
        ("country", _("Country"), several["country"]),
        ("tag", _("Skills"), several["tag"]),
    ]
    used = sorted(several["currency"].counts)
    return Facets(
        total=sum(row.count for row in combined if _fits(row, query, SINGLE)),
        lists=[_facet(name, label, query, found) for name, label, found in counted],
        currencies=list(dict.fromkeys([query.board_currency, *used, query.currency])),
    )


def _facet(name: str, label: str, query: SearchQuery, found: Counted) -> Facet:
    """What would leave nothing is not offered; what is chosen stays, so that it can be taken back."""
    chosen = getattr(query, name)
    offered = [value for value in found.names if found.counts[value]][:MOST_OFFERED]
    choices = [
        Choice(value, found.names.get(value, value), found.counts[value], value in chosen)
        for value in dict.fromkeys([*offered, *chosen])
    ]
    # Not worth unfolding for one.
    shown = SHOWN if len(choices) > SHOWN + 1 else len(choices)
    return Facet(name, label, choices[:shown], choices[shown:])


def _combinations(query: SearchQuery, site: Site) -> list[Combination]:
    rows = matching(query, site=site, leaving_out=frozenset(SINGLE)).order_by()
    columns = ("category__slug", "employment_type", "remote", "category__name", "category__sort_order")
    return [Combination(*row) for row in rows.values_list(*columns).annotate(Count("pk"))]


def _categories(combined: list[Combination]) -> Names:
    """In the editors' order."""
    found = {(row.category_order, row.category_name, row.category) for row in combined if row.category}
    return {slug: name for _order, name, slug in sorted(found) if slug and name}


def _fits(row: Combination, query: SearchQuery, names: Iterable[str]) -> bool:
    return all(not getattr(query, name) or getattr(row, name) in getattr(query, name) for name in names)


def _counted(name: str, query: SearchQuery, combined: list[Combination], names: Names) -> Counted:
    others = [other for other in SINGLE if other != name]
    counts: Counter[str] = Counter()
    for row in combined:
        if _fits(row, query, others) and getattr(row, name):
            counts[getattr(row, name)] += row.count
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
    return {kind: _most_first(tallied) for kind, tallied in found.items()}


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

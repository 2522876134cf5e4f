"""How many listings each further choice would leave: every facet counted with all the other criteria applied.

A fixed number of queries, however many listings, choices and criteria there are: one for the facets that a listing
has one value of, counted together, and one for each of which it may have several.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.models import Category, EligibleRegion, JobLocation, JobPage, JobTag
from jobs.models.details import country_name

from .labels import choice_names
from .listings import matching
from .query import SearchQuery

SINGLE = ("category", "type", "remote")
# Longer lists show so many; the rest unfolds.
SHOWN = 8
MOST_TAGS = 40


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
    # What listings of the board are paid in, the board's own first.
    currencies: list[str]


@dataclass(frozen=True)
class Combination:
    category: str | None
    type: str
    remote: str
    count: int


def facets(query: SearchQuery, *, site: Site) -> Facets:
    combined = _combinations(query, site)
    categories = dict(Category.objects.filter(site=site).values_list("slug", "name"))
    countries = _of_many(JobLocation.objects.all(), "country", query, site)
    tags, tag_names = _of_tags(query, site)
    counted = [
        ("category", _("Category"), _of_single("category", query, combined), categories),
        ("remote", _("Office or remote"), _of_single("remote", query, combined), choice_names("remote")),
        ("type", _("Type"), _of_single("type", query, combined), choice_names("type")),
        (
            "region",
            _("Open to people in"),
            _of_many(EligibleRegion.objects.all(), "region", query, site),
            choice_names("region"),
        ),
        ("country", _("Country"), countries, _countries(countries)),
        ("tag", _("Skills"), tags, tag_names),
    ]
    return Facets(
        total=sum(row.count for row in combined if _fits(row, query, SINGLE)),
        lists=[_facet(name, label, query, counts, names) for name, label, counts, names in counted],
        currencies=_currencies(query, site),
    )


def _facet(name: str, label: str, query: SearchQuery, counts: Counter[str], names: dict[str, str]) -> Facet:
    """What would leave nothing is not offered; what is chosen stays, so that it can be taken back."""
    chosen = getattr(query, name)
    unnamed = {value: value for value in chosen if value not in names}
    choices = [
        Choice(value, text, counts[value], value in chosen)
        for value, text in (names | unnamed).items()
        if counts[value] or value in chosen
    ]
    # Not worth unfolding for one.
    shown = SHOWN if len(choices) > SHOWN + 1 else len(choices)
    return Facet(name, label, choices[:shown], choices[shown:])


def _combinations(query: SearchQuery, site: Site) -> list[Combination]:
    rows = matching(query, site=site, leaving_out=frozenset(SINGLE)).order_by()
    grouped = rows.values_list("category__slug", "employment_type", "remote").annotate(Count("pk"))
    return [Combination(*row) for row in grouped]


def _fits(row: Combination, query: SearchQuery, names: Iterable[str]) -> bool:
    return all(not getattr(query, name) or getattr(row, name) in getattr(query, name) for name in names)


def _of_single(name: str, query: SearchQuery, combined: list[Combination]) -> Counter[str]:
    others = [other for other in SINGLE if other != name]
    counted: Counter[str] = Counter()
    for row in combined:
        if _fits(row, query, others) and getattr(row, name):
            counted[getattr(row, name)] += row.count
    return counted


def _of_many(
    rows: QuerySet[EligibleRegion] | QuerySet[JobLocation], name: str, query: SearchQuery, site: Site
) -> Counter[str]:
    listings = matching(query, site=site, leaving_out=frozenset({name})).order_by().values("pk")
    grouped = rows.filter(page__in=listings).order_by().values_list(name)
    return Counter(dict(grouped.annotate(Count("page", distinct=True))))


def _of_tags(query: SearchQuery, site: Site) -> tuple[Counter[str], dict[str, str]]:
    listings = matching(query, site=site, leaving_out=frozenset({"tag"})).order_by().values("pk")
    grouped = JobTag.objects.filter(content_object__in=listings).values_list("tag__slug", "tag__name")
    ranked = grouped.annotate(count=Count("content_object", distinct=True)).order_by("-count", "tag__slug")
    rows = list(ranked)
    offered = {slug: name for slug, name, _count in rows[:MOST_TAGS]}
    offered |= {slug: name for slug, name, _count in rows if slug in query.tag}
    return Counter({slug: count for slug, _name, count in rows}), offered


def _countries(counts: Counter[str]) -> dict[str, str]:
    """By their numbers, then their names."""
    named = [(code, country_name(code)) for code in counts]
    return dict(sorted(named, key=lambda country: (-counts[country[0]], country[1])))


def _currencies(query: SearchQuery, site: Site) -> list[str]:
    listings = JobPage.objects.on_site(site).live().exclude(salary_currency="")
    used = listings.order_by("salary_currency").values_list("salary_currency", flat=True).distinct()
    return list(dict.fromkeys([query.board_currency, *used, query.currency]))

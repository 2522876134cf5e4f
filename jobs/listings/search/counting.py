"""The choices of each filter, with the number of listings behind each of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.live.terms import CURRENCY, LIVE
from jobs.listings.models.details import country_name

from .criteria import Criteria, criteria_of
from .query import SearchQuery
from .term_counts import KEPT, MATCHING, Row, counted, part_of

# A longer list shows this many choices; the others are folded away.
SHOWN = 8
MAX_OFFERED = 60


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
class Counted:
    counts: Counter[str]
    # Labels of the values, in the order to offer them.
    names: Mapping[str, str]


def facets(query: SearchQuery, *, site: Site) -> Facets:
    return facets_of(criteria_of(query, site=site))


def facets_of(criteria: Criteria) -> Facets:
    query, rows = criteria.query, counted(criteria)
    board = query.board
    lists = []
    for fact in facts.FACETS:
        if not board.asks(fact) and fact.param not in query.chosen:
            continue
        part = rows.get(part_of(fact.param, criteria), [])
        found = [row for row in part if row.term.startswith(f"{fact.param}:")]
        lists.append(_facet(fact, query, _counted(fact, found)))
    kept = rows.get(KEPT, [])
    used = sorted(row.value for row in kept if row.term.startswith(f"{CURRENCY}:"))
    matching = rows.get(MATCHING, []) if criteria.by_name else kept
    return Facets(
        total=sum(row.number for row in matching if row.term == LIVE),
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


def _counted(fact: facts.Fact, rows: list[Row]) -> Counted:
    """Sum up the counts by value, and label the values in the order to offer them."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.value] += row.number
    if fact.choices:
        return Counted(counts, fact.choice_labels())
    if fact is facts.CATEGORY:
        editors = sorted(rows, key=lambda row: (row.order or 0, row.name or "", row.value))
        return Counted(counts, {row.value: row.name or row.value for row in editors})
    labels = {
        row.value: country_name(row.value) if fact is facts.COUNTRY else row.name or row.value for row in rows
    }
    most_first = sorted(labels.items(), key=lambda pair: (-counts[pair[0]], pair[1].casefold()))
    return Counted(counts, dict(most_first))

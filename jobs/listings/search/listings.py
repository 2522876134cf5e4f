"""Find the listings that match a query."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from django.db.models import Exists, Q
from django.db.models.lookups import GreaterThanOrEqual
from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.fulltext import Term, engine, terms
from jobs.listings.models.details import EligibleRegion, JobLocation, JobTag
from jobs.listings.models.fulltext import Relevance
from jobs.listings.models.listing import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.regions import WITHIN, Region

from .pay import in_currency
from .query import RELEVANCE, SALARY, SearchQuery

CLOSE_WORDS = 5
# With more mistyped words than this, a guess would not be what was meant.
MAX_CORRECTED = 2


def search(query: SearchQuery, *, site: Site) -> JobQuerySet:
    """Live listings that match, in the query's order; mistyped words are corrected."""
    understood = corrected(query, site=site)
    return ordered(matching(understood, site=site), understood)


def matching(query: SearchQuery, *, site: Site, leaving_out: frozenset[str] = frozenset()) -> JobQuerySet:
    """Live listings that match, unordered; `leaving_out` names criteria to ignore."""
    listings = JobPage.objects.on_site(site).live()
    for name, condition in _conditions(query).items():
        if name not in leaving_out:
            listings = listings.filter(condition)
    return listings


def ordered(listings: JobQuerySet, query: SearchQuery) -> JobQuerySet:
    if query.order == SALARY:
        # Listings in other currencies or without pay come last.
        pay = in_currency(query.currency)
        return listings.order_by(pay.desc(nulls_last=True), "-first_published_at", "-pk")
    if query.order == RELEVANCE and (wanted := terms(query.q)):
        return listings.order_by(Relevance(wanted).desc(), "-first_published_at", "-pk")
    return listings.newest()


def _conditions(query: SearchQuery) -> dict[str, Q]:
    """Map each criterion to its condition."""
    found = {name: _filter(name, values) for name, values in query.chosen.items()}
    if query.q:
        found["q"] = _finds(terms(query.q))
    if query.salary_min is not None:
        found["salary_min"] = Q(GreaterThanOrEqual(in_currency(query.currency), query.salary_min))
    return found


def _filter(name: str, values: tuple[str, ...]) -> Q:
    """Relations are subqueries, not joins: a listing with two places in one country is found once."""
    match name:
        case "category" | "company":
            return Q(**{f"{name}__slug__in": values})
        case "region":
            open_to = {wider for region in values for wider in WITHIN[Region(region)]}
            regions = EligibleRegion.objects.filter(region__in=open_to)
            return Q(pk__in=regions.values("page_id"))
        case "country":
            places = JobLocation.objects.filter(country__in=values)
            return Q(pk__in=places.values("page_id"))
        case "tag":
            tagged = JobTag.objects.filter(tag__slug__in=values)
            return Q(pk__in=tagged.values("content_object_id"))
    return Q(**{f"{facts.BY_PARAM[name].name}__in": values})


def _finds(wanted: tuple[Term, ...]) -> Q:
    # Only punctuation: matches no listing.
    return Q(full_text__document__finds=wanted) if wanted else Q(pk__in=[])


def corrected(query: SearchQuery, *, site: Site) -> SearchQuery:
    """Correct the words of a query that finds nothing, if the correction finds something.

    Two words may be joined, or a word that is nowhere replaced by a similar one. Many words take as many database
    queries as a few.
    """
    wanted = terms(query.q)
    if not wanted or _are_found([wanted], site)[0]:
        return query
    meant = _joined(wanted, site) or _spelled(wanted, site)
    return replace(query, q=" ".join(map(_text, meant))) if meant != wanted else query


def _joined(wanted: tuple[Term, ...], site: Site) -> tuple[Term, ...]:
    """Join two neighbouring words if that is found: “back end” finds “backend”."""
    candidates = [
        (*wanted[:place], Term((one.word + other.word,)), *wanted[place + 2 :])
        for place, (one, other) in enumerate(pairwise(wanted))
        if not one.is_phrase and not other.is_phrase
    ]
    return _first_found(candidates, site) or ()


def _spelled(wanted: tuple[Term, ...], site: Site) -> tuple[Term, ...]:
    """Correct the words that are not found, if they are few; a single word is always corrected."""
    if len(wanted) == 1:
        wrong = list(wanted)
    else:
        each = _are_found([(term,) for term in wanted], site)
        wrong = [term for term, is_found in zip(wanted, each, strict=True) if not is_found]
    if len(wrong) > MAX_CORRECTED:
        return wanted
    right = {term: _corrected_term(term, site) for term in wrong}
    return tuple(right.get(term, term) for term in wanted)


def _corrected_term(term: Term, site: Site) -> Term:
    if term.is_phrase:
        return term
    close = [(Term((word,)),) for word in engine().close_words(term.word, CLOSE_WORDS)]
    return (_first_found(close, site) or (term,))[0]


def _first_found(candidates: Sequence[tuple[Term, ...]], site: Site) -> tuple[Term, ...] | None:
    found = zip(candidates, _are_found(candidates, site), strict=True)
    return next((candidate for candidate, is_found in found if is_found), None)


def _are_found(candidates: Sequence[tuple[Term, ...]], site: Site) -> list[bool]:
    """Return for each of them whether a listing has all its words; with one query for all."""
    if not candidates:
        return []
    live = JobPage.objects.on_site(site).live()
    questions = [Exists(live.filter(_finds(wanted))) for wanted in candidates]
    return list(Site.objects.filter(pk=site.pk).values_list(*questions).get())


def _text(term: Term) -> str:
    return f'"{" ".join(term.words)}"' if term.is_phrase else term.word

"""Find the listings that match a query."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from django.db.models.expressions import RawSQL
from wagtail.models import Site

from jobs.listings.fulltext import Term, engine, terms
from jobs.listings.live.sql import TABLE as LIVE
from jobs.listings.live.sql import Sql, all_of, run
from jobs.listings.models.listing import JobPage
from jobs.listings.models.queries import JobQuerySet

from .criteria import Criteria, criteria_of, finds
from .query import SearchQuery

CLOSE_WORDS = 5
# With more mistyped words than this, a guess would not be what was meant.
MAX_CORRECTED = 2


def matching(query: SearchQuery, *, site: Site) -> JobQuerySet:
    """Live listings that match, unordered; for what needs more than `page_of_keys` gives."""
    where = criteria_of(query, site=site).where()
    found = RawSQL(f"SELECT page_id FROM {LIVE} WHERE {where.text}", where.params)  # noqa: S608, S611 - own names
    listings: JobQuerySet = JobPage.objects.filter(pk__in=found)
    return listings


def corrected(criteria: Criteria) -> Criteria:
    """Correct the words of a query that finds nothing, if the correction finds something.

    Two words may be joined, or a word that is nowhere replaced by a similar one. Many words take as many database
    queries as a few.
    """
    wanted = terms(criteria.query.q)
    board = replace(criteria, by_name={}, terms={})
    if not wanted or _are_found([wanted], board)[0]:
        return criteria
    meant = _joined(wanted, board) or _spelled(wanted, board)
    return criteria.with_words(" ".join(map(_text, meant))) if meant != wanted else criteria


def _joined(wanted: tuple[Term, ...], board: Criteria) -> tuple[Term, ...]:
    """Join two neighbouring words if that is found: “back end” finds “backend”."""
    candidates = [
        (*wanted[:place], Term((one.word + other.word,)), *wanted[place + 2 :])
        for place, (one, other) in enumerate(pairwise(wanted))
        if not one.is_phrase and not other.is_phrase
    ]
    return _first_found(candidates, board) or ()


def _spelled(wanted: tuple[Term, ...], board: Criteria) -> tuple[Term, ...]:
    """Correct the words that are not found, if they are few; a single word is always corrected."""
    if len(wanted) == 1:
        wrong = list(wanted)
    else:
        each = _are_found([(term,) for term in wanted], board)
        wrong = [term for term, is_found in zip(wanted, each, strict=True) if not is_found]
    if len(wrong) > MAX_CORRECTED:
        return wanted
    right = {term: _corrected_term(term, board) for term in wrong}
    return tuple(right.get(term, term) for term in wanted)


def _corrected_term(term: Term, board: Criteria) -> Term:
    if term.is_phrase:
        return term
    close = [(Term((word,)),) for word in engine().close_words(term.word, CLOSE_WORDS)]
    return (_first_found(close, board) or (term,))[0]


def _first_found(candidates: Sequence[tuple[Term, ...]], board: Criteria) -> tuple[Term, ...] | None:
    found = zip(candidates, _are_found(candidates, board), strict=True)
    return next((candidate for candidate, is_found in found if is_found), None)


def _are_found(candidates: Sequence[tuple[Term, ...]], board: Criteria) -> list[bool]:
    """Return for each of them whether a listing of the board has all its words; with one query for all."""
    if not candidates:
        return []
    wheres = [all_of([board.where(), finds(wanted, rarely=True)]) for wanted in candidates]
    questions = [f"EXISTS (SELECT 1 FROM {LIVE} WHERE {where.text})" for where in wheres]  # noqa: S608 - own names
    params = [param for where in wheres for param in where.params]
    return [bool(answer) for answer in run(Sql(f"SELECT {', '.join(questions)}", params))[0]]


def _text(term: Term) -> str:
    return f'"{" ".join(term.words)}"' if term.is_phrase else term.word

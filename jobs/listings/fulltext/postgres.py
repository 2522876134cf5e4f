"""PostgreSQL: a table with a tsvector, and one of all words, for correcting typing errors by trigrams.

Vectors and queries are written here and not by `to_tsvector`: its parser would split words differently
from `words.py`, which both databases share.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from django.db import connection, transaction

from .documents import SECTIONS, TABLE, Document
from .words import Term

# The weights of sections D, C, B, A.
WEIGHTS = "0.02, 0.2, 0.5, 1.0"
# The words of a row without their positions, which the database derives from the vector. They lie in the row itself, so
# that a search for a common word need not fetch the vectors of all rows.
WORDS = f"{TABLE}.words"
_LETTERS = dict(zip(SECTIONS, "ABBCD", strict=True))
# PostgreSQL's limits: the last position, and the positions per word.
MAX_POSITION = 16_383
MAX_POSITIONS = 255
VOCABULARY = f"{TABLE}_vocabulary"
MIN_CORRECTABLE = 3
# difflib's cutoff, when pg_trgm is not installed.
CLOSENESS = 0.75
# An advisory lock: one transaction at a time writes new words. Any number that nothing else uses.
WORDS_LOCK = 7_215_043


def expression(terms: Sequence[Term]) -> str:
    """Write a tsquery. Words contain only letters and digits, and are quoted."""
    return " & ".join(_one(term) for term in terms)


def matches(terms: Sequence[Term], *, rarely: bool = False) -> tuple[str, list[str]]:
    """Write whether a row of the table has all terms. Return SQL and its parameters.

    With `rarely` the words are probably nowhere: what the planner cannot see it expects to be rare, and asks the index.
    """
    query = "(SELECT %s::tsquery)" if rarely else "%s::tsquery"
    text, params = f"{WORDS} @@ {query}", [_words_of(terms)]
    if phrases := [term for term in terms if term.is_phrase]:
        text, params = f"{text} AND {TABLE}.{TABLE} @@ %s::tsquery", [*params, expression(phrases)]
    return text, params


def rank(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """Write how well a row matches; higher is better. Return SQL and its parameters."""
    return f"ts_rank('{{{WEIGHTS}}}', {TABLE}.{TABLE}, %s::tsquery)", [expression(terms)]


def _words_of(terms: Sequence[Term]) -> str:
    """Write a tsquery for all words, wherever they stand."""
    words = [word for term in terms if term.is_phrase for word in term.words]
    return " & ".join(
        [*(f"'{word}'" for word in words), *(_one(term) for term in terms if not term.is_phrase)]
    )


def _one(term: Term) -> str:
    if term.is_phrase:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ")"
    found = f"'{term.word}':*" if term.is_prefix else f"'{term.word}'"
    return f"({found} | '{term.singular}')" if term.singular else found


def put(documents: Iterable[Document]) -> None:
    found = list(documents)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, {TABLE}) VALUES (%s, %s::tsvector) "  # noqa: S608 - own name
            f"ON CONFLICT (rowid) DO UPDATE SET {TABLE} = EXCLUDED.{TABLE}",
            [(document.key, _vector(document)) for document in found],
        )
    _keep_words(sorted({word for document in found for word in _words(document)}))


def _keep_words(words: list[str]) -> None:
    """Insert new words without waiting: try the lock; if taken, insert on commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WORDS_LOCK])
        if cursor.fetchone()[0]:
            _insert_words(cursor, words)
        else:
            transaction.on_commit(lambda: _keep_words_in_turn(words), robust=True)


def _keep_words_in_turn(words: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORDS_LOCK])
        _insert_words(cursor, words)


def _insert_words(cursor: Any, words: list[str]) -> None:
    cursor.execute(
        f"INSERT INTO {VOCABULARY} (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
        [words],
    )


def remove(keys: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = ANY(%s)", [list(keys)])  # noqa: S608 - own name


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - own name
        cursor.execute(f"DELETE FROM {VOCABULARY}")  # noqa: S608 - own name


def close_words(word: str, count: int) -> list[str]:
    """Find similar words, the closest first; without pg_trgm only with the same first letter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute(
                f"SELECT word FROM {VOCABULARY} WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT %s",  # noqa: S608 - own name
                [word, word, count],
            )
            return [str(close) for (close,) in cursor.fetchall()]
        cursor.execute(f"SELECT word FROM {VOCABULARY} WHERE word LIKE %s", [f"{word[:1]}%"])  # noqa: S608 - own name
        candidates = [str(candidate) for (candidate,) in cursor.fetchall()]
    return get_close_matches(word, candidates, n=count, cutoff=CLOSENESS)


def _vector(document: Document) -> str:
    places: dict[str, list[str]] = {}
    position = 0
    for section in SECTIONS:
        for word in getattr(document, section):
            position = min(position + 1, MAX_POSITION)
            found = places.setdefault(word, [])
            if len(found) < MAX_POSITIONS:
                found.append(f"{position}{_LETTERS[section]}")
        # A gap, so that no phrase matches across two sections.
        position += 1
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _words(document: Document) -> Iterator[str]:
    for section in SECTIONS:
        yield from (word for word in getattr(document, section) if len(word) >= MIN_CORRECTABLE)

"""PostgreSQL: a table with a tsvector, and its words for the trigrams that find what was mistyped.

Vectors and queries are written out here rather than by `to_tsvector`, whose parser would take words apart
differently from the sieve that both databases share.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.db import DatabaseError, connection, transaction

from .documents import SECTIONS, TABLE, Document
from .words import Term

# What a word counts for in sections D, C, B, A.
WEIGHTS = "0.02, 0.2, 0.5, 1.0"
_LETTERS = dict(zip(SECTIONS, "ABBCD", strict=True))
# PostgreSQL keeps positions up to here, and at most so many of a word.
LAST_POSITION = 16_383
MOST_POSITIONS = 255
# What is looked through for a mistyped word: descriptions would make every row a candidate.
SHORT_SECTIONS = SECTIONS[:-1]
CREATE = (
    f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, {TABLE} tsvector NOT NULL, words text NOT NULL)",
    f"CREATE INDEX {TABLE}_document ON {TABLE} USING gin ({TABLE})",
)
DROP = (f"DROP TABLE IF EXISTS {TABLE}",)
CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
CREATE_TRIGRAMS = f"CREATE INDEX IF NOT EXISTS {TABLE}_words ON {TABLE} USING gin (words gin_trgm_ops)"
CLOSENESS = 0.3
CLOSENESS_OF_LETTERS = 0.75


def use_trigrams() -> bool:
    """Whether there are any now: a role without the right to add the extension does without."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CREATE_EXTENSION)
            cursor.execute(CREATE_TRIGRAMS)
    except DatabaseError:
        return False
    return True


def expression(terms: Sequence[Term]) -> str:
    """A tsquery. Words hold letters and digits alone, and stand in quotes."""
    return " & ".join(_one(term) for term in terms)


def _one(term: Term) -> str:
    if term.is_phrase:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ")"
    found = f"'{term.word}':*" if term.is_prefix else f"'{term.word}'"
    return f"({found} | '{term.singular}')" if term.singular else found


def put(documents: Iterable[Document]) -> None:
    rows = [(doc.key, _vector(doc), _short_words(doc)) for doc in documents]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, {TABLE}, words) VALUES (%s, %s::tsvector, %s) "  # noqa: S608 - own name
            f"ON CONFLICT (rowid) DO UPDATE SET {TABLE} = EXCLUDED.{TABLE}, words = EXCLUDED.words",
            rows,
        )


def remove(keys: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = ANY(%s)", [list(keys)])  # noqa: S608 - own name


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - own name


def close_words(word: str, count: int) -> list[str]:
    """Indexed words that look like it, the closest first; where trigrams see none, letter by letter."""
    with connection.cursor() as cursor:
        if _has_trigrams(cursor):
            cursor.execute(
                f"SELECT word FROM (SELECT DISTINCT unnest(string_to_array(words, ' ')) AS word FROM {TABLE} "  # noqa: S608 - own name
                "WHERE words %%> %s) AS candidates WHERE similarity(word, %s) >= %s "
                "ORDER BY similarity(word, %s) DESC, word LIMIT %s",
                [word, word, CLOSENESS, word, count],
            )
            if found := [str(close) for (close,) in cursor.fetchall()]:
                return found
        cursor.execute(f"SELECT DISTINCT unnest(string_to_array(words, ' ')) FROM {TABLE}")  # noqa: S608 - own name
        candidates = [str(candidate) for (candidate,) in cursor.fetchall() if candidate[:1] == word[:1]]
    return get_close_matches(word, candidates, n=count, cutoff=CLOSENESS_OF_LETTERS)


def _has_trigrams(cursor: object) -> bool:
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")  # type: ignore[attr-defined]
    return cursor.fetchone() is not None  # type: ignore[attr-defined]


def _vector(document: Document) -> str:
    places: dict[str, list[str]] = {}
    position = 0
    for section in SECTIONS:
        for word in getattr(document, section):
            position = min(position + 1, LAST_POSITION)
            found = places.setdefault(word, [])
            if len(found) < MOST_POSITIONS:
                found.append(f"{position}{_LETTERS[section]}")
        # A phrase does not run from one section into the next.
        position += 1
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _short_words(document: Document) -> str:
    return " ".join(sorted({word for section in SHORT_SECTIONS for word in getattr(document, section)}))

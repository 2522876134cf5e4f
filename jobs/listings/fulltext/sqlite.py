"""SQLite: an FTS5 table and its vocabulary.

FTS5 computes the rank of each row found, so a query's cost grows with its matches.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.db import connection

from .documents import SECTIONS, TABLE, Document
from .words import Term

# The weights of the sections. FTS5 counts words, so a title must outweigh a text that repeats itself.
WEIGHTS = "200, 60, 60, 30, 1"
VOCABULARY = f"{TABLE}_vocabulary"
CLOSENESS = 0.75
MAX_LENGTH_DIFFERENCE = 2


def expression(terms: Sequence[Term]) -> str:
    """Write an FTS5 query. Words contain only letters and digits, and are quoted."""
    return " AND ".join(_one(term) for term in terms)


def matches(terms: Sequence[Term], *, rarely: bool = False) -> tuple[str, list[str]]:
    """Write whether a row of the table has all terms. Return SQL and its parameters."""
    return f"{TABLE} MATCH %s", [expression(terms)]


def rank(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """Write how well a row matches; higher is better. Only in a query with `matches()`, whose terms it takes."""
    return f"-bm25({TABLE}, {WEIGHTS})", []


def _one(term: Term) -> str:
    text = f'"{" ".join(term.words)}"'
    found = f"{text}*" if term.is_prefix else text
    return f'({found} OR "{term.singular}")' if term.singular else found


def put(documents: Iterable[Document]) -> None:
    columns, places = ", ".join(("rowid", *SECTIONS)), ", ".join(["%s"] * (1 + len(SECTIONS)))
    rows: list[tuple[int | str, ...]] = []
    for doc in documents:
        rows.append((doc.key, *(" ".join(getattr(doc, name)) for name in SECTIONS)))
    if rows:
        remove(int(key) for key, *_ in rows)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {TABLE} ({columns}) VALUES ({places})", rows)  # noqa: S608 - own names


def remove(keys: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(key,) for key in keys])  # noqa: S608 - own name


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - own name


def close_words(word: str, count: int) -> list[str]:
    """Find similar words with the same first letter, the closest first."""
    if not word:
        return []
    lengths = range(len(word) - MAX_LENGTH_DIFFERENCE, len(word) + MAX_LENGTH_DIFFERENCE + 1)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT term FROM {VOCABULARY} WHERE term >= %s AND term < %s",  # noqa: S608 - own name
            [word[0], chr(ord(word[0]) + 1)],
        )
        candidates = [term for (term,) in cursor.fetchall() if len(term) in lengths]
    return get_close_matches(word, candidates, n=count, cutoff=CLOSENESS)

"""Text as words. Listings and queries go through the same sieve, so that both databases match alike.

Words are without case and accents. Names that end in signs stay names: C++, C#, .NET, Node.js.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

LONGEST_WORD = 60
MOST_TERMS = 12
# Shorter words are sought whole: `go` is not the beginning of `google`.
SHORTEST_PREFIX = 3

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_NAMES = (
    (re.compile(r"(?<!\w)([a-z])\+\+"), r" \1plusplus "),
    (re.compile(r"(?<!\w)([a-z])#"), r" \1sharp "),
    (re.compile(r"\.net(?!\w)"), " dotnet "),
    (re.compile(r"(\w)\.js(?!\w)"), r"\1js "),
)


def words(text: str) -> list[str]:
    return _words(_plain(text))


def indexed(text: str) -> list[str]:
    """Behind its words, as one, what it writes with hyphens: who seeks a backend wants back-ends too."""
    plain = _plain(text)
    return _words(plain) + [
        "".join(_words(compound))[:LONGEST_WORD] for compound in _HYPHENATED.findall(plain)
    ]


def indexed_html(html: str) -> list[str]:
    return indexed(unescape(_TAG.sub(" ", html)))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    for pattern, name in _NAMES:
        plain = pattern.sub(name, plain)
    return plain


def _words(plain: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


@dataclass(frozen=True)
class Term:
    """One word, which may be the beginning of a longer one, or several in a row, as they stand."""

    words: tuple[str, ...]

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1

    @property
    def word(self) -> str:
        return self.words[0]

    @property
    def is_prefix(self) -> bool:
        return not self.is_phrase and len(self.word) >= SHORTEST_PREFIX

    @property
    def singular(self) -> str:
        """`engineers` finds an engineer; the other way round a prefix does it. Empty when there is none."""
        word = self.word
        plural = not self.is_phrase and len(word) > SHORTEST_PREFIX and word.endswith("s")
        return word[:-1] if plural and not word.endswith("ss") else ""


def terms(text: str) -> tuple[Term, ...]:
    """Every one of them must be found. What stands in quotes is a phrase; other signs mean nothing."""
    phrases = [tuple(words(phrase)) for phrase in _QUOTED.findall(text)]
    singles = [(word,) for word in words(_QUOTED.sub(" ", text))]
    unique = dict.fromkeys(Term(found) for found in [*phrases, *singles] if found)
    return tuple(unique)[:MOST_TERMS]

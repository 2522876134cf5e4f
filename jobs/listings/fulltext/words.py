"""Split text into words, the same way for listings and queries, so that both databases match alike.

Words have no case and no accents. Names with signs stay whole: C++, C#, .NET, Node.js.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

MAX_WORD_LENGTH = 60
MAX_TERMS = 12
# Shorter words match only whole words: `go` does not match `google`.
MIN_PREFIX_LENGTH = 3

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
    """Split into words, and add hyphenated words as one: “back-end” is also “backend”."""
    plain = _plain(text)
    return _words(plain) + [
        "".join(_words(compound))[:MAX_WORD_LENGTH] for compound in _HYPHENATED.findall(plain)
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
    return [word[:MAX_WORD_LENGTH] for word in _WORD.findall(plain)]


@dataclass(frozen=True)
class Term:
    """A word, which may match as a prefix, or a phrase of several words."""

    words: tuple[str, ...]

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1

    @property
    def word(self) -> str:
        return self.words[0]

    @property
    def is_prefix(self) -> bool:
        return not self.is_phrase and len(self.word) >= MIN_PREFIX_LENGTH

    @property
    def singular(self) -> str:
        """The word without its plural s, so that `engineers` finds `engineer`; else empty."""
        word = self.word
        plural = not self.is_phrase and len(word) > MIN_PREFIX_LENGTH and word.endswith("s")
        return word[:-1] if plural and not word.endswith("ss") else ""


def terms(text: str) -> tuple[Term, ...]:
    """Split a query into terms, all of which must match. Quotes make a phrase."""
    phrases = [tuple(words(phrase)) for phrase in _QUOTED.findall(text)]
    singles = [(word,) for word in words(_QUOTED.sub(" ", text))]
    unique = dict.fromkeys(Term(found) for found in [*phrases, *singles] if found)
    return tuple(unique)[:MAX_TERMS]

"""Job titles that shout: capitals are mended, money signs refused."""

import re
import unicodedata

# Short words in capitals are mostly abbreviations, such as QA, SQL or CEO; these are not.
SMALL_WORDS = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to"),
        *(
            "von",
            "und",
            "für",
            "mit",
            "de",
            "la",
            "le",
            "les",
            "du",
            "des",
            "et",
            "en",
            "pour",
            "al",
            "el",
            "y",
        ),
    )
)
MAX_ABBREVIATION = 3
# Such as "SQL" or "VP, QA": too little to say that it shouts.
MIN_SHOUTED_LETTERS = 6
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def has_money(title: str) -> bool:
    """Whether it has a sign of a currency, in any script."""
    return any(unicodedata.category(char) == "Sc" for char in title)


def without_shouting(title: str) -> str:
    """Return the title in small letters if all of it is in capitals; abbreviations stay as they are."""
    if not title.isupper() or sum(map(str.isalpha, title)) < MIN_SHOUTED_LETTERS:
        return title
    words = _WORD.findall(title)
    if all(len(word) <= MAX_ABBREVIATION for word in words if word.casefold() not in SMALL_WORDS):
        return title
    mended = _WORD.sub(lambda found: _mended(found[0]), title)
    first = next((number for number, char in enumerate(mended) if char.isalpha()), 0)
    return mended[:first] + mended[first : first + 1].upper() + mended[first + 1 :]


def _mended(word: str) -> str:
    is_abbreviation = len(word) <= MAX_ABBREVIATION and word.casefold() not in SMALL_WORDS
    return word if is_abbreviation else word.lower()

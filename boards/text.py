"""Clean every text that comes from outside: one line, or several; and compare names by what people see.

Forms clean through `boards.fields`, Wagtail's forms through the overrides in `boards.apps`, and services that take
data without a form call these functions themselves.
"""

import re
import unicodedata
from collections.abc import Callable

# What people, documents and programs write for the end of a line.
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029]")
# Format characters that are seen: signs that stand before a number or a verse.
_VISIBLE_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Nothing to see, although Unicode counts them as letters, marks or symbols.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# The bullets of old symbol fonts, which documents keep in the private range.
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪"})
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VIRAMA = 9
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_MAX_MARKS = 8


def clean_line(text: str) -> str:
    """Return one line: what is invisible removed, any white space as one space, none at the ends."""
    return _settled(text, _line)


def clean_text(text: str) -> str:
    """Return lines that end in a line feed: what is invisible removed, no white space at the ends."""
    return _settled(text, _lines)


def identity_key(name: str) -> str:
    """Return what is equal for names that people read as the same: case, forms, marks and spaces aside.

    Letters of different alphabets that look alike are not equal here.
    """
    return _settled(name, _folded)


def _settled(text: str, clean: Callable[[str], str]) -> str:
    """Clean until nothing changes: what goes may bring characters together that change each other."""
    while (cleaned := clean(text)) != text:
        text = cleaned
    return text


def _line(text: str) -> str:
    return " ".join(_visible(_LINE_ENDS.sub(" ", text)).split())


def _lines(text: str) -> str:
    return _visible(_LINE_ENDS.sub("\n", text)).strip()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _line(text)).casefold()
    kept = (char for char in plain if not _is_invisible(char) and not _is_selector(char))
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    text = text.translate(_SYMBOLS)
    for place, char in enumerate(text):
        if char in (_NON_JOINER, _JOINER):
            if _joins(kept, text[place + 1 : place + 2], char):
                kept.append(char)
        elif _is_selector(char):
            # Chooses the shape of the character before it; more than one is a hidden message.
            if kept and not kept[-1].isspace() and not _is_selector(kept[-1]):
                kept.append(char)
        elif unicodedata.category(char) == "Mn":
            # Marks piled on one letter cover the lines around it.
            marks += 1
            if marks <= _MAX_MARKS:
                kept.append(char)
            continue
        elif not _is_invisible(char):
            kept.append(char)
        marks = 0
    return unicodedata.normalize("NFC", "".join(kept))


def _is_invisible(char: str) -> bool:
    if char in "\n\t" or char in _VISIBLE_FORMATS:
        return False
    # The last two of each plane are no characters; XML refuses them.
    is_none = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return is_none or char in _BLANKS or unicodedata.category(char) in _INVISIBLE_CATEGORIES


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _joins(before: list[str], after: str, char: str) -> bool:
    """Whether a joiner changes what is seen: in Arabic and Indic scripts, and in composed emoji."""
    if not before or not after:
        return False
    last = before[-1]
    if unicodedata.combining(last) == _VIRAMA:
        return True
    if unicodedata.bidirectional(last) == "AL" and unicodedata.bidirectional(after) == "AL":
        return True
    is_emoji = unicodedata.category(last) in ("So", "Sk") or _is_selector(last)
    return char == _JOINER and is_emoji and unicodedata.category(after) == "So"

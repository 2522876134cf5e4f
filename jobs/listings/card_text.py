"""Set text in pictures: choose a font with the letters, break lines, drop missing letters."""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from PIL import ImageFont, features

from boards.fonts import font_file

Font = ImageFont.FreeTypeFont


class Face(Enum):
    """Font files in order of preference, looked for where the system keeps fonts. Without any, Pillow's own."""

    REGULAR = ("DejaVuSans.ttf", "NotoSansCJK-Regular.ttc")
    BOLD = ("DejaVuSans-Bold.ttf", "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc")
    SERIF = (
        "DejaVuSerif-Bold.ttf",
        "DejaVuSans-Bold.ttf",
        "NotoSerifCJK-Bold.ttc",
        "NotoSansCJK-Regular.ttc",
    )
    MONO = ("DejaVuSansMono-Bold.ttf", "DejaVuSans-Bold.ttf", "NotoSansCJK-Bold.ttc")


@dataclass(frozen=True)
class Line:
    text: str
    font: Font
    size: int
    rtl: bool


def lines_of(text: str, face: Face, fits: tuple[tuple[int, int], ...], width: float) -> list[Line]:
    """The text by the first pair of size and number of lines that holds it.

    What is too long even for the last pair ends in an ellipsis.
    """
    path, text = _best_font(face, " ".join(unicodedata.normalize("NFC", text).split()))
    if not text:
        return []
    for size, most in fits:
        font = _load(path, size)
        lines = _wrap(text, font, width)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], _shorten(" ".join(lines[most - 1 :]), font, width)]
    rtl = _is_rtl(text)
    return [Line(line, font, size, rtl) for line in lines]


def can_draw(text: str, face: Face) -> bool:
    """Whether one font has every letter of the text; symbols such as emoji may be missing."""
    letters = [char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] in "LN"]
    paths = [path for name in face.value if (path := font_file(name))] or [""]
    return any(all(_has(path, letter) for letter in letters) for path in paths)


def _wrap(text: str, font: Font, width: float) -> list[str]:
    """Break at spaces; within a word only when it is longer than a line (such as Chinese)."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if font.getlength(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while font.getlength(word) > width:
            cut = next(at for at in range(len(word), 0, -1) if at == 1 or font.getlength(word[:at]) <= width)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines


def _shorten(text: str, font: Font, width: float) -> str:
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _best_font(face: Face, text: str) -> tuple[str, str]:
    """Choose the font with the most letters; return it and the text it can draw."""
    paths = [path for name in face.value if (path := font_file(name))] or [""]
    drawable = {path: "".join(char for char in text if _has(path, char)) for path in paths}
    best = max(paths, key=lambda path: len(drawable[path]))
    return best, " ".join(drawable[best].split())


def _load(path: str, size: int) -> Font:
    if path:
        return ImageFont.truetype(path, size)
    font = ImageFont.load_default(size)
    if not isinstance(font, Font):
        raise TypeError("Pillow is built without FreeType")
    return font


@lru_cache(maxsize=4096)
def _has(path: str, char: str) -> bool:
    """Whether the font has the letter, and can draw it in its direction."""
    if char.isspace():
        return True
    if _is_rtl(char) and not features.check("raqm"):
        return False
    font = _probe(path)
    return bytes(font.getmask(char)) != _missing(path)


@lru_cache
def _probe(path: str) -> Font:
    return _load(path, 24)


@lru_cache
def _missing(path: str) -> bytes:
    # No character has this code point, nor ever will.
    return bytes(_probe(path).getmask("\U0010ffff"))


def _is_rtl(text: str) -> bool:
    """Whether the first letter with a direction is right-to-left."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)

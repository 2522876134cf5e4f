"""The typefaces that a board's titles may be set in, and how `/brand.css` describes them to browsers.

A page fetches one file. A browser that has not got it in time shows a face of the reader's system, and goes on with
it (`font-display: optional`), so nothing moves while somebody reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.templatetags.static import static

LATIN = (
    "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)


@dataclass(frozen=True)
class SystemFace:
    """A face that many systems have, scaled so that its lines are as long and as high as the typeface's."""

    names: tuple[str, ...]
    # In percent of its own size: the ratio of the average widths of English text.
    size: float
    weight: str = "400"


@dataclass(frozen=True)
class Typeface:
    name: str
    # In the folder of static files.
    file: str
    # Of the file, as `font-weight` in CSS.
    weights: str
    # In parts of the letters' size, from the file's table `hhea`.
    ascent: float
    descent: float
    stand_ins: tuple[SystemFace, ...]
    # What is used when there is none of these.
    generic: str
    # Other properties of `tokens.css` that this face needs.
    tokens: Mapping[str, str]

    @property
    def url(self) -> str:
        return static(self.file)

    def stylesheet(self) -> str:
        """Return the faces, and the properties that set titles in them."""
        stand_in = f"{self.name} stand-in"
        faces = [
            f'@font-face{{font-family:"{self.name}";font-weight:{self.weights};font-display:optional;'
            f'src:url("{self.url}") format("woff2");unicode-range:{LATIN}}}',
            *(self._stand_in(f"{stand_in} {number}", face) for number, face in self._numbered()),
        ]
        family = ",".join(
            [f'"{self.name}"', *dict.fromkeys(f'"{stand_in} {number}"' for number, _face in self._numbered())]
        )
        tokens = {"font-title": f"{family},{self.generic}", **self.tokens}
        return "\n".join(
            [*faces, f":root{{{''.join(f'--{token}:{text};' for token, text in tokens.items())}}}\n"]
        )

    def _numbered(self) -> list[tuple[int, SystemFace]]:
        """Faces of the same weight are tried one after the other; those of other weights belong to one family."""
        seen: dict[str, int] = {}
        numbered = []
        for face in self.stand_ins:
            seen[face.weight] = seen.get(face.weight, 0) + 1
            numbered.append((seen[face.weight], face))
        return numbered

    def _stand_in(self, name: str, face: SystemFace) -> str:
        sources = ",".join(f'local("{local}")' for local in face.names)
        ascent, descent = (f"{100 * part / (face.size / 100):.1f}%" for part in (self.ascent, self.descent))
        return (
            f'@font-face{{font-family:"{name}";font-weight:{face.weight};src:{sources};size-adjust:{face.size}%;'
            f"ascent-override:{ascent};descent-override:{descent};line-gap-override:0%}}"
        )


FAMILJEN_GROTESK = Typeface(
    name="Familjen Grotesk",
    file="fonts/familjen-grotesk.woff2",
    weights="400 700",
    ascent=1.025,
    descent=0.225,
    stand_ins=(
        SystemFace(("Arial", "Liberation Sans", "Helvetica"), 96.6, "400"),
        SystemFace(("Arial Bold", "Liberation Sans Bold", "Helvetica Bold"), 92.7, "600 700"),
    ),
    generic="var(--font)",
    tokens={"font-button": "var(--font-title)", "weight": "600", "tracking": "-0.01em"},
)
# One weight, and no italic: browsers would thicken or slant it themselves.
YOUNG_SERIF = Typeface(
    name="Young Serif",
    file="fonts/young-serif.woff2",
    weights="400",
    ascent=1.046,
    descent=0.366,
    stand_ins=(
        SystemFace(("Georgia",), 115.4),
        SystemFace(("Times New Roman", "Liberation Serif"), 127.6),
    ),
    generic="var(--font-serif)",
    tokens={"weight": "400", "tracking": "-0.01em"},
)

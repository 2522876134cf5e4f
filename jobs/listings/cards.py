"""Draw the picture for a shared link to a listing: 1200 × 630, in the board's colours."""

from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageOps

from boards.storage import STORAGE_ERRORS
from jobs.listings.card_text import Face, Line, can_draw, lines_of
from jobs.listings.models import JobPage

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
LOGO = 112
BAND = 96
# Pairs of a size and how many lines of it there is room for.
TITLE_FITS = ((84, 2), (64, 3), (48, 4))
COMPANY_FITS = ((38, 1), (32, 1))
FACT_FITS = ((32, 1), (26, 1))
# Part of every version: raise it when the drawing itself changes.
DRAWING = 2


@dataclass(frozen=True)
class CardStyle:
    """Colours as #RRGGBB. A band is filled with the accent; without one, the foot is a line and a cursor."""

    board: str
    bg: str
    surface: str
    tint: str
    ink: str
    muted: str
    link: str
    hairline: str
    accent: str
    accent_text: str
    serif: bool
    band: bool


@dataclass(frozen=True)
class Card:
    title: str
    company: str
    initials: str
    logo: str
    """The logo's name in the storage; empty when there is none."""
    pay: str
    place: str
    style: CardStyle

    @classmethod
    def of(cls, page: JobPage, style: CardStyle) -> "Card":
        company = page.company
        return cls(
            title=page.title,
            company=company.name,
            initials=company.initials,
            logo=str(company.logo.name or ""),
            pay=page.salary_label,
            place=page.place_label,
            style=style,
        )

    @property
    def version(self) -> str:
        """A hash of everything that the picture shows."""
        return blake2b(f"{DRAWING}{self!r}".encode(), digest_size=8).hexdigest()

    def png(self) -> bytes:
        image = Image.new("RGB", (WIDTH, HEIGHT), self.style.bg)
        pen = ImageDraw.Draw(image)
        self._draw_company(image, pen)
        self._draw_title(pen)
        self._draw_facts(pen)
        self._draw_foot(pen)
        file = BytesIO()
        image.save(file, "PNG", optimize=True)
        return file.getvalue()

    def _draw_company(self, image: Image.Image, pen: ImageDraw.ImageDraw) -> None:
        style, top = self.style, 64
        box = (MARGIN, top, MARGIN + LOGO, top + LOGO)
        radius = 20 if style.serif else 4
        logo = _stored(self.logo)
        ground = style.surface if logo else style.tint
        pen.rounded_rectangle(box, radius, fill=ground, outline=style.hairline, width=2)
        if logo is not None:
            inner = ImageOps.contain(logo, (LOGO - 16, LOGO - 16), Image.Resampling.LANCZOS)
            at = (MARGIN + (LOGO - inner.width) // 2, top + (LOGO - inner.height) // 2)
            image.paste(inner, at, inner)
        else:
            for line in whole_lines(self.initials, Face.BOLD, ((48, 1),), LOGO):
                _write(pen, line, MARGIN + LOGO / 2, top + LOGO / 2, style.ink, anchor="mm")
        left = MARGIN + LOGO + 28
        for line in whole_lines(self.company, Face.REGULAR, COMPANY_FITS, WIDTH - left - MARGIN):
            _write(pen, line, left, top + LOGO / 2, style.ink, anchor="lm")

    def _draw_title(self, pen: ImageDraw.ImageDraw) -> None:
        face = Face.SERIF if self.style.serif else Face.BOLD
        # Half a title says something else: then the picture is the board's.
        title = self.title if can_draw(self.title, face) else self.style.board
        lines = lines_of(title, face, TITLE_FITS, WIDTH - 2 * MARGIN)
        top = 206.0
        for line in lines:
            start = WIDTH - MARGIN if line.rtl else MARGIN
            _write(pen, line, start, top, self.style.ink, anchor="ra" if line.rtl else "la")
            top += line.size * 1.18

    def _draw_facts(self, pen: ImageDraw.ImageDraw) -> None:
        bottom = HEIGHT - BAND - 26
        for text, face, colour in (
            (self.place, Face.REGULAR, self.style.muted),
            (self.pay, Face.BOLD if self.style.serif else Face.MONO, self.style.link),
        ):
            for line in whole_lines(text, face, FACT_FITS, WIDTH - 2 * MARGIN):
                _write(pen, line, MARGIN, bottom, colour, anchor="ls")
                bottom -= 48

    def _draw_foot(self, pen: ImageDraw.ImageDraw) -> None:
        style, top = self.style, HEIGHT - BAND
        middle = top + BAND / 2
        face = Face.SERIF if style.serif else Face.MONO
        colour = style.accent_text if style.band else style.ink
        if style.band:
            pen.rectangle((0, top, WIDTH, HEIGHT), fill=style.accent)
        else:
            pen.rectangle((0, top, WIDTH, top + 1), fill=style.accent)
        for line in lines_of(style.board, face, ((34, 1),), WIDTH - 2 * MARGIN - 40):
            _write(pen, line, MARGIN, middle, colour, anchor="lm")
            if not style.band:
                end = MARGIN + line.font.getlength(line.text) + 8
                pen.rectangle((end, middle - 19, end + 18, middle + 19), fill=style.accent)


def whole_lines(text: str, face: Face, fits: tuple[tuple[int, int], ...], width: float) -> list[Line]:
    """Set the text, or nothing when no font on this machine has its letters."""
    return lines_of(text, face, fits, width) if can_draw(text, face) else []


def _write(pen: ImageDraw.ImageDraw, line: Line, x: float, y: float, colour: str, *, anchor: str) -> None:
    pen.text((x, y), line.text, fill=colour, font=line.font, anchor=anchor)


def _stored(name: str) -> Image.Image | None:
    """Open the logo; None if the file cannot be read, and then the initials are drawn."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            return image.convert("RGBA")
    except STORAGE_ERRORS:
        return None

"""Draws the demo's logos: the same bytes every time, small, and readable on light and dark ground."""

import math
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from jobs.logos import clean_logo

from .content import Mark

SIDE = 128
# Drawn larger and scaled down, which is what smooths the edges.
OVERSAMPLE = 4
# How much of the tile a shape fills.
FREE_STANDING, ON_GROUND = 0.94, 0.6
CORNER = 0.2

SOLID, SOFT, GAP = 255, 120, 0


class Pen:
    """Draws on a square of 100 × 100 units; every method takes a tone, SOLID unless told."""

    def __init__(self) -> None:
        self._scale = SIDE * OVERSAMPLE / 100
        self.layer = Image.new("L", (SIDE * OVERSAMPLE, SIDE * OVERSAMPLE), GAP)
        self._draw = ImageDraw.Draw(self.layer)

    def polygon(self, *points: tuple[float, float], tone: int = SOLID) -> None:
        self._draw.polygon([self._at(*point) for point in points], fill=tone)

    def box(self, x: float, y: float, to_x: float, to_y: float, radius: float = 0, tone: int = SOLID) -> None:
        corners = (*self._at(x, y), *self._at(to_x, to_y))
        self._draw.rounded_rectangle(corners, radius * self._scale, fill=tone)

    def disc(self, x: float, y: float, radius: float, tone: int = SOLID) -> None:
        self._draw.ellipse(self._square(x, y, radius), fill=tone)

    def slice(self, x: float, y: float, radius: float, start: float, end: float, tone: int = SOLID) -> None:
        """A sector, in degrees clockwise from three o'clock."""
        self._draw.pieslice(self._square(x, y, radius), start, end, fill=tone)

    def ring(self, x: float, y: float, radius: float, width: float, tone: int = SOLID) -> None:
        self._draw.ellipse(self._square(x, y, radius), outline=tone, width=round(width * self._scale))

    def line(self, *points: tuple[float, float], width: float, tone: int = SOLID) -> None:
        """With round ends and joints."""
        self._draw.line([self._at(*point) for point in points], fill=tone, width=round(width * self._scale))
        for point in points:
            self.disc(*point, width / 2, tone)

    def regular(
        self, x: float, y: float, radius: float, corners: int, turn: float = 0, tone: int = SOLID
    ) -> None:
        self.polygon(*around(x, y, radius, corners, turn), tone=tone)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, y * self._scale

    def _square(self, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        return (*self._at(x - radius, y - radius), *self._at(x + radius, y + radius))


def around(x: float, y: float, radius: float, count: int, turn: float = 0) -> list[tuple[float, float]]:
    """Points evenly spaced on a circle; the first is at the top, `turn` degrees clockwise."""
    angles = (math.radians(turn - 90 + 360 * number / count) for number in range(count))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def draw(mark: Mark) -> "ContentFile[bytes]":
    """The logo as the site stores any employer's."""
    from .shapes import SHAPES

    pen = Pen()
    SHAPES[mark.shape](pen)
    tile = _ground(mark.ground)
    inner = round(SIDE * (ON_GROUND if mark.ground else FREE_STANDING))
    shape = pen.layer.resize((inner, inner), Image.Resampling.LANCZOS)
    ink = Image.new("RGBA", shape.size, mark.ink)
    ink.putalpha(shape)
    tile.alpha_composite(ink, ((SIDE - inner) // 2, (SIDE - inner) // 2))
    file = BytesIO()
    tile.save(file, "PNG")
    return clean_logo(ContentFile(file.getvalue(), name=f"{mark.shape}.png"))


def _ground(colour: str) -> Image.Image:
    if not colour:
        return Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    pen = Pen()
    pen.box(0, 0, 100, 100, radius=100 * CORNER)
    tile = Image.new("RGBA", (SIDE, SIDE), colour)
    tile.putalpha(pen.layer.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    return tile

"""The drawing functions for the demo's logos."""

import math

from PIL import Image, ImageDraw

# The side of a finished logo, in pixels.
SIDE = 128
# Drawn larger and scaled down, which smooths the edges.
OVERSAMPLE = 4
SOLID, SOFT, GAP = 255, 120, 0


class Pen:
    """Draw on a square of 100 × 100 units. A tone is SOLID, SOFT (half transparent) or GAP (erased)."""

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
        """Draw a sector; angles are in degrees, clockwise from three o'clock."""
        self._draw.pieslice(self._square(x, y, radius), start, end, fill=tone)

    def ring(self, x: float, y: float, radius: float, width: float, tone: int = SOLID) -> None:
        self._draw.ellipse(self._square(x, y, radius), outline=tone, width=round(width * self._scale))

    def line(self, *points: tuple[float, float], width: float, tone: int = SOLID) -> None:
        """Draw a line with round ends and joints."""
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
    """Return points evenly spaced on a circle, the first `turn` degrees clockwise from the top."""
    angles = (math.radians(turn - 90 + 360 * number / count) for number in range(count))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]

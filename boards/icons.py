"""Draw a board's icon for home screens and app lists, which take no SVG: the mark of the favicon, unrounded."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from boards.models import BoardSettings

APPLE_SIZE = 180
# What the web manifest offers besides the SVG.
MANIFEST_SIZES = (192, 512)
# The favicon's own measure, in which the marks are drawn; each pixel is made from sixteen.
UNITS = 32
FINER = 4


@dataclass(frozen=True)
class Pen:
    draw: ImageDraw.ImageDraw
    # Pixels of one unit.
    unit: float

    def box(self, *corners: float) -> tuple[float, ...]:
        return tuple(corner * self.unit for corner in corners)


def icon(brand: BoardSettings, size: int) -> bytes:
    """Return a PNG of so many pixels; systems round its corners themselves."""
    ground = brand.light.button if brand.is_gallery else brand.dark.bg
    image = Image.new("RGB", (size * FINER, size * FINER), ground)
    pen = Pen(ImageDraw.Draw(image), size * FINER / UNITS)
    if brand.is_gallery:
        _registration_mark(pen, brand.light.button_text)
    else:
        _sun(pen, brand.dark.button, brand.dark.ink)
    file = BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _registration_mark(pen: Pen, colour: str) -> None:
    """Draw it in thin lines, as printers do."""
    pen.draw.ellipse(pen.box(8.5, 8.5, 23.5, 23.5), outline=colour, width=round(1.25 * pen.unit))
    pen.draw.rectangle(pen.box(15.5, 3, 16.5, 29), fill=colour)
    pen.draw.rectangle(pen.box(3, 15.5, 29, 16.5), fill=colour)


def _sun(pen: Pen, colour: str, horizon: str) -> None:
    pen.draw.pieslice(pen.box(7, 11, 25, 29), 180, 360, fill=colour)
    pen.draw.rectangle(pen.box(3, 21.5, 29, 23.5), fill=horizon)

"""Draw the demo's logos: always the same bytes, small, and visible on light and dark pages."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from demo.content import Mark
from demo.pen import SIDE, Pen
from demo.shapes import SHAPES
from jobs.submissions.logos import clean_logo

# The share of the tile's side that a shape fills, without and with a coloured ground.
FREE_STANDING, ON_GROUND = 0.94, 0.6
CORNER = 0.2


def draw(mark: Mark) -> "ContentFile[bytes]":
    """Draw a logo in the format in which the site stores all logos."""
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

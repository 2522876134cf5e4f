"""Find the font files of the system."""

from functools import lru_cache

from PIL import ImageFont


@lru_cache
def font_file(name: str) -> str:
    """Return the path of a font file such as `DejaVuSans.ttf`, or nothing when the system has none of this name."""
    try:
        return str(ImageFont.truetype(name).path)
    except OSError:
        return ""

"""Compute the contrast of two colours by the formula of WCAG 2."""

TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0


def contrast(one: str, other: str) -> float:
    """Return a ratio from 1 to 21; the colours are written as #RRGGBB."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

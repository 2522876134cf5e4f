"""The pictures of a listing and of a board, in the board's colours."""

from boards.models import BoardSettings
from jobs.listings.cards import Card, CardStyle
from jobs.listings.models import JobPage
from jobs.listings.models.companies import initials_of


def card_of(page: JobPage, brand: BoardSettings) -> Card:
    return Card.of(page, style_of(brand))


def card_of_board(brand: BoardSettings) -> Card:
    """What links to the front page and to lists show: its tagline under its name."""
    return Card(
        title=brand.tagline or brand.name,
        company=brand.name,
        initials=initials_of(brand.name),
        logo="",
        pay="",
        place="",
        style=style_of(brand),
    )


def style_of(brand: BoardSettings) -> CardStyle:
    """Ledger boards get dark colours, gallery boards light ones, as the browser's theme colour."""
    gallery = brand.layout == BoardSettings.Layout.GALLERY
    palette = brand.light if gallery else brand.dark
    return CardStyle(
        board=brand.name,
        bg=palette.bg,
        surface=palette.surface,
        tint=palette.tint,
        ink=palette.ink,
        muted=palette.muted,
        link=palette.link,
        hairline=palette.hairline,
        accent=palette.button,
        accent_text=palette.button_text,
        serif=gallery,
        band=gallery,
    )

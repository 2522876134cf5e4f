"""A board's titles have a typeface that the site serves itself: one small file, with its licence beside it."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

from boards.models import TYPEFACES, BoardSettings

FONTS = Path(settings.STATICFILES_DIRS[0]) / "fonts"
Face, Layout = BoardSettings.TitleFace, BoardSettings.Layout


@pytest.mark.parametrize(
    ("layout", "chosen", "name"),
    [
        (Layout.LEDGER, Face.LAYOUT, "Familjen Grotesk"),
        (Layout.GALLERY, Face.LAYOUT, "Young Serif"),
        (Layout.LEDGER, Face.YOUNG_SERIF, "Young Serif"),
        (Layout.GALLERY, Face.FAMILJEN_GROTESK, "Familjen Grotesk"),
    ],
)
def test_titles_are_set_in_the_chosen_typeface_or_that_of_the_layout(layout, chosen, name):
    brand = BoardSettings(layout=layout, title_face=chosen)
    assert brand.typeface is not None
    assert brand.typeface.name == name
    assert f'--font-title:"{name}",' in brand.stylesheet()


def test_a_board_may_do_without_a_typeface_of_its_own():
    sheet = BoardSettings(title_face=Face.SYSTEM).stylesheet()
    assert "@font-face" not in sheet
    assert "--font-title" not in sheet


@pytest.mark.parametrize("typeface", TYPEFACES.values(), ids=str)
def test_nothing_moves_when_the_typeface_comes_late(typeface):
    first, *others = re.findall(r"@font-face\{(.*?)\}", typeface.stylesheet())
    assert "font-display:optional" in first
    assert others
    for other in others:
        assert "local(" in other
        assert {"size-adjust", "ascent-override", "descent-override"} <= set(
            re.findall(r"[\w-]+(?=:)", other)
        )


@pytest.mark.django_db
def test_pages_fetch_one_typeface_early(client, board):
    page = client.get("/").content.decode()
    assert re.findall(r'<link rel="preload" href="(.*?)" as="font" type="font/woff2" crossorigin>', page) == [
        "/static/fonts/familjen-grotesk.woff2"
    ]
    BoardSettings.objects.update_or_create(site=board.site, defaults={"title_face": Face.SYSTEM})
    assert 'rel="preload"' not in client.get("/").content.decode()


def test_each_typeface_is_small_and_has_its_origin_and_its_licence_beside_it():
    notices = (FONTS / "NOTICES.md").read_text()
    files = sorted(FONTS.glob("*.woff2"))
    assert files == sorted(FONTS.parent / face.file for face in TYPEFACES.values())
    for file in files:
        assert file.stat().st_size < 30_000
        assert sha256(file.read_bytes()).hexdigest() in notices
        assert "SIL OPEN FONT LICENSE" in file.with_name(f"{file.stem}-OFL.txt").read_text().upper()

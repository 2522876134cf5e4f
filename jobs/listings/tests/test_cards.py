"""The picture of a shared listing: whatever its title is written in, and another one when it changes."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image, ImageFont, features

from boards.models import BoardSettings
from jobs.listings import card_text
from jobs.listings.card_text import Face, lines_of
from jobs.listings.cards import Card, CardStyle
from jobs.listings.models import JobPage
from jobs.submissions.logos import clean_logo
from tests.factories import CompanyFactory, DraftJobFactory, LiveJobFactory

STYLE = CardStyle(
    board="consolecowboys",
    bg="#0E1214",
    surface="#161C1F",
    tint="#2A2216",
    ink="#E7ECEA",
    muted="#9DA9A5",
    link="#F2B14C",
    hairline="#2A3336",
    accent="#F2B14C",
    accent_text="#12181B",
    serif=False,
    band=False,
)
CARD = Card(
    title="Platform engineer",
    company="Larkspur Rail",
    initials="LR",
    logo="",
    pay="€70,000 – €90,000 a year",
    place="Köln, Germany",
    style=STYLE,
)


def drawn(card):
    return Image.open(BytesIO(card.png())).convert("RGB")


def colours(image, box):
    return {colour for _count, colour in image.crop(box).getcolors(maxcolors=1 << 20)}


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def address(page):
    return reverse("jobs:listing_card", args=[page.pk])


def shared(client, page):
    """The picture that the listing's page names."""
    return re.search(r'property="og:image" content="([^"]+)"', client.get(page.url).content.decode())[1]


# --- The picture


@pytest.mark.parametrize("serif", [False, True])
def test_it_has_the_size_and_the_boards_colours(serif):
    image = drawn(replace(CARD, style=replace(STYLE, serif=serif, band=serif)))
    assert image.size == (1200, 630)
    assert image.getpixel((1190, 10)) == rgb(STYLE.bg)
    assert rgb(STYLE.ink) in colours(image, (0, 200, 1200, 320))
    assert (image.getpixel((1190, 620)) == rgb(STYLE.accent)) == serif


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "Staff engineer " * 40,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter" * 3,
        "シニアバックエンドエンジニア" * 9,
        "مهندس برمجيات أول — Backend",
        "מהנדס תוכנה בכיר",
        "วิศวกรแพลตฟอร์ม",
        "Go 🚀👩‍💻 engineer\u202e\u0000\ufffe",
        "e\u0301" * 200,
        "<b>&amp;</b> %s {}",
    ],
)
def test_no_title_breaks_it(title):
    image = drawn(replace(CARD, title=title, company=title, initials=title[:2], pay=title, place=title))
    assert image.size == (1200, 630)
    # Neither over the edge nor into the board's name.
    assert colours(image, (1140, 0, 1200, 530)) == {rgb(STYLE.bg)}


def test_a_machine_without_fonts_draws_with_pillows_own(monkeypatch):
    monkeypatch.setattr(card_text, "font_file", lambda name: "")
    image = drawn(replace(CARD, title="Ingénieur 日本 Ж"))
    assert rgb(STYLE.ink) in colours(image, (0, 200, 1200, 320))


def test_a_title_in_letters_that_no_font_has_gives_the_boards_own_picture(monkeypatch):
    known = card_text._has
    monkeypatch.setattr(card_text, "_has", lambda path, char: not "Ꭰ" <= char <= "᏿" and known(path, char))
    unknown = replace(CARD, title="ᎠᎡᎢ engineer", company="ᎣᎤ Rail", initials="Ꭳ", place="Ꭰ")
    whole = replace(CARD, title=STYLE.board, company="", initials="", place="")
    assert drawn(unknown).tobytes() == drawn(whole).tobytes()
    assert rgb(STYLE.ink) in colours(drawn(unknown), (0, 200, 1200, 320)), "it says whose board it is"


def test_letters_that_no_font_has_are_left_out_rather_than_boxed():
    without = drawn(replace(CARD, title="Rust engineer"))
    # A code point that will never be a letter.
    assert drawn(replace(CARD, title="Rust \U000e01f9\ufdd0engineer")).tobytes() == without.tobytes()


def test_lines_keep_within_the_width_and_the_last_says_that_there_is_more():
    fits = ((60, 2), (40, 3))
    lines = lines_of("several words that go on " * 12, Face.BOLD, fits, 500)
    assert len(lines) == 3
    assert all(line.font.getlength(line.text) <= 500 for line in lines)
    assert lines[-1].text.endswith("…")
    short = lines_of("Two words", Face.BOLD, fits, 500)
    assert [(line.text, line.size) for line in short] == [("Two words", 60)]


def test_direction_is_that_of_the_first_letter():
    assert not lines_of("C# מהנדס", Face.BOLD, ((40, 1),), 900)[0].rtl
    hebrew = lines_of("1. מהנדס C#", Face.BOLD, ((40, 1),), 900)
    if features.check("raqm") and isinstance(hebrew[0].font, ImageFont.FreeTypeFont):
        assert hebrew[0].rtl


def test_a_logo_is_drawn_and_one_that_is_gone_is_not_missed(board):
    green = BytesIO()
    Image.new("RGB", (200, 200), "#00A040").save(green, "PNG")
    company = CompanyFactory(site=board.site, name="Larkspur Rail")
    company.logo.save("green.webp", clean_logo(ContentFile(green.getvalue(), name="green.png")))
    card = replace(CARD, logo=company.logo.name)
    assert drawn(card).getpixel((128, 120)) == pytest.approx((0, 160, 64), abs=4)
    company.logo.storage.delete(company.logo.name)
    assert drawn(card).getpixel((76, 120)) == drawn(CARD).getpixel((76, 120)) == rgb(STYLE.tint)


# --- Its address


def test_the_page_names_a_picture_that_is_there(board, client):
    page = LiveJobFactory(board=board, title="Signal engineer")
    url = shared(client, page)
    assert url.startswith(f"{board.site.root_url}{address(page)}?v=")
    answer = client.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    html = client.get(page.url).content.decode()
    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    assert f'<link rel="canonical" href="{page.full_url}">' in html


def test_the_address_changes_with_what_the_picture_shows(board, client):
    page = LiveJobFactory(board=board)
    before = shared(client, page)
    assert shared(client, page) == before
    JobPage.objects.update(description="<p>Not on the picture.</p>")
    assert shared(client, page) == before
    seen = {before}
    JobPage.objects.update(title="Another title")
    seen.add(shared(client, page))
    type(page.company).objects.update(name="Another company")
    seen.add(shared(client, page))
    brand = BoardSettings.for_site(board.site)
    brand.layout = BoardSettings.Layout.GALLERY
    brand.save()
    seen.add(shared(client, page))
    assert len(seen) == 4


def test_it_is_drawn_once_and_not_sent_again(board, client, monkeypatch):
    page = LiveJobFactory(board=board)
    drawings = []
    draw = Card.png
    monkeypatch.setattr(Card, "png", lambda card: drawings.append(card) or draw(card))
    first = client.get(address(page))
    assert client.get(address(page)).content == first.content
    assert len(drawings) == 1
    cache.clear()
    again = client.get(address(page), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, len(drawings)) == (304, b"", 1)
    assert "public" in first.headers["cache-control"]
    assert "max-age=86400" in first.headers["cache-control"]


def test_what_nobody_has_seen_has_no_picture(board, client):
    assert client.get(address(DraftJobFactory(board=board))).status_code == 404
    assert client.get(reverse("jobs:listing_card", args=[10**6])).status_code == 404

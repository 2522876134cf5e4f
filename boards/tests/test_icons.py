"""A board on a phone's home screen, and in a shared link, has its own picture."""

import re
from io import BytesIO

import pytest
from PIL import Image

from boards.models import BoardSettings

pytestmark = pytest.mark.django_db


def picture(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


@pytest.mark.parametrize("layout", BoardSettings.Layout.values)
def test_home_screens_get_an_icon_with_more_than_one_colour(client, board, layout):
    BoardSettings.objects.update_or_create(site=board.site, defaults={"layout": layout})
    icon = picture(client.get("/apple-touch-icon.png"))
    assert icon.size == (180, 180)
    assert len(icon.getcolors(180 * 180)) > 2


def test_the_manifest_names_the_board_and_icons_that_are_there(client, board):
    BoardSettings.objects.update_or_create(site=board.site, defaults={"name": "Night Owls"})
    answer = client.get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "Night Owls"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_icons_of_other_sizes_are_not_drawn(client, board):
    assert client.get("/icon-100000.png").status_code == 404


@pytest.mark.parametrize("path", ["/", "/jobs/", "/companies/"])
def test_links_to_the_front_page_and_lists_are_shared_with_a_picture(client, board, path):
    page = client.get(path).content.decode()
    [address] = re.findall(r'<meta property="og:image" content="(.*?)">', page)
    shared = picture(client.get(address))
    assert shared.size == (1200, 630)

"""The list of jobs, scrolled to its end, for somebody on a slow line: everything a browser fetches, compressed."""

import gzip
import re
from html import unescape
from urllib.parse import urljoin

import pytest

from boards.models import BoardSettings
from demo import marks
from demo.boards import read_boards
from jobs.listings.models import Company
from jobs.listings.search.results import PAGE_SIZE
from tests.factories import bulk_listings

KILOBYTE = 1000
REFERENCE = re.compile(r'<(link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>')
# Collected for production the layers are one file; here, as in development, the browser follows the imports.
IMPORT = re.compile(r'@import "([^"]+)"')
FETCHED_LINKS = re.compile(r'rel="(?:stylesheet|icon|prefetch|preload)"')


@pytest.fixture
def logos(board):
    """A full page of listings, each with a logo of its own."""
    bulk_listings(board, PAGE_SIZE)
    drawn = [employer.mark for demo in read_boards() for employer in demo.employers if employer.mark][
        :PAGE_SIZE
    ]
    companies = Company.objects.filter(site=board.site)
    for number, company in enumerate(companies):
        company.logo.save(f"weight-{number}.webp", marks.draw(drawn[number % len(drawn)]))


def weights(client, address="/jobs/"):
    """Bytes of each file of the page, by path."""
    page = client.get(address).content.decode()
    paths = {address: page.encode()}
    for match in REFERENCE.finditer(page):
        if match[1] != "link" or FETCHED_LINKS.search(match[0]):
            path = unescape(match[2])
            paths[path] = b"".join(client.get(path))
    for path in [path for path in paths if path.endswith(".css")]:
        for name in IMPORT.findall(paths[path].decode()):
            imported = urljoin(path, name)
            paths[imported] = b"".join(client.get(imported))
    # The type is compressed already, and sent as it is.
    return {
        path: len(content if path.endswith(".woff2") else gzip.compress(content, 6))
        for path, content in paths.items()
    }


def test_the_list_weighs_less_than_a_hundred_kilobytes(client, logos):
    weighed = weights(client)
    assert sum(path.endswith(".webp") for path in weighed) == PAGE_SIZE
    assert sum(weighed.values()) < 100 * KILOBYTE


@pytest.mark.parametrize("layout", BoardSettings.Layout.values)
def test_the_front_page_weighs_less_than_seventy_five_kilobytes(client, logos, board, layout):
    BoardSettings.objects.update_or_create(site=board.site, defaults={"layout": layout})
    weighed = weights(client, "/")
    assert any(path.endswith(".woff2") for path in weighed)
    assert sum(weighed.values()) < 75 * KILOBYTE


def test_scripts_weigh_less_than_twenty_kilobytes(client, logos):
    scripts = {path: weight for path, weight in weights(client).items() if path.endswith(".js")}
    assert scripts
    assert sum(scripts.values()) < 20 * KILOBYTE

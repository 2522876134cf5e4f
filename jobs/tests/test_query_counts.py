"""What a page costs the database does not grow with the board: the numbers stand here."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from home.models import StandardPage
from jobs.models import JobPage
from tests.factories import CategoryFactory, PlanFactory, bulk_listings

FEW, MANY = 10, 500
# Twenty is the most that any page may take.
QUERIES = {"home": 17, "index": 19, "listing": 18}


def cost(client, path):
    """How many queries a visitor sets off who finds every cache cold."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries)


@pytest.fixture
def paths(board):
    CategoryFactory.create_batch(5, site=board.site)
    PlanFactory.create_batch(3, site=board.site)
    for slug in ("about", "terms"):
        board.home.add_child(instance=StandardPage(title=slug, slug=slug, show_in_menus=True))
    bulk_listings(board, FEW)
    return {"home": "/", "index": "/jobs/", "listing": JobPage.objects.newest()[5].url}


@pytest.mark.parametrize("place", QUERIES)
def test_as_many_at_ten_as_at_five_hundred(board, client, paths, place):
    few = cost(client, paths[place])
    bulk_listings(board, MANY - FEW)
    assert JobPage.objects.live().count() == MANY
    assert few == cost(client, paths[place]) == QUERIES[place] <= 20


def test_last_page_of_the_index(board, client, paths):
    bulk_listings(board, MANY - FEW)
    assert cost(client, "/jobs/?page=20") <= QUERIES["index"]

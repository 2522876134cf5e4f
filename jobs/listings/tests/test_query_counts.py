"""What a page costs the database does not grow with the board: the numbers stand here."""

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from home.models import StandardPage
from jobs.listings.models import JobPage
from jobs.listings.search import index
from tests.factories import CategoryFactory, PlanFactory, bulk_listings

FEW, MANY = 10, 2_000
# Twenty is the most that any page may take.
QUERIES = {
    "/": 15,
    "/jobs/": 14,
    "listing": 12,
    "/jobs/?q=bulk": 13,
    "/jobs/?remote=remote&type=full_time": 13,
    "/jobs/?country=DE&tag=bulk": 14,
    "/jobs/?region=europe": 13,
    "/jobs/?salary_min=1000&sort=salary": 13,
}


def furnish(board):
    CategoryFactory.create_batch(5, site=board.site)
    PlanFactory.create_batch(3, site=board.site)
    for slug in ("about", "terms"):
        board.home.add_child(instance=StandardPage(title=slug, slug=slug, show_in_menus=True))


def add_listings(board, count):
    bulk_listings(board, count)
    JobPage.objects.update(salary_min=2_000, salary_currency="EUR", remote="remote")
    index.rebuild()


def costs(client, cold):
    return {place: cost(client, cold, place) for place in QUERIES}


def cost(client, cold, place):
    """How many queries a visitor sets off who finds every cache cold; what a process asks once a minute is left out."""
    path = JobPage.objects.newest()[5].url if place == "listing" else place
    cache.clear()
    Site.clear_site_root_paths_cache()
    cold()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries)


def test_as_many_at_ten_as_at_two_thousand(board, client, cold):
    furnish(board)
    add_listings(board, FEW)
    # So that what a process asks once, such as the kinds of content there are, is known.
    costs(client, cold)
    few = costs(client, cold)
    add_listings(board, MANY - FEW)
    assert JobPage.objects.live().count() == MANY
    assert few == costs(client, cold) == QUERIES
    assert cost(client, cold, "/jobs/?page=99999") <= QUERIES["/jobs/"]
    assert max(QUERIES.values()) <= 20

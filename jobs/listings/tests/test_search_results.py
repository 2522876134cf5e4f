"""What a search gives, and no longer gives, on a board of the test's own."""

from datetime import timedelta

import pytest
import time_machine

from jobs.listings.search import SearchQuery, facets
from jobs.listings.tests.market import links, titles
from tests.factories import (
    CategoryFactory,
    ClosedJobFactory,
    DraftJobFactory,
    ExpiredJobFactory,
    FeaturedJobFactory,
    LiveJobFactory,
    TimeIsUpJobFactory,
    bulk_listings,
)


def test_what_is_not_open_is_neither_found_nor_counted(board, second_board):
    category = CategoryFactory(site=board.site, slug="backend")
    for factory in (DraftJobFactory, ClosedJobFactory, ExpiredJobFactory, TimeIsUpJobFactory):
        factory(board=board, category=category)
    LiveJobFactory(board=second_board)
    counted = facets(SearchQuery(site=board.site), site=board.site)
    assert titles(board) == []
    assert (counted.total, [facet.choices for facet in counted.lists]) == (0, [[]] * 6)


def test_a_listing_goes_at_its_very_minute(board):
    page = LiveJobFactory(board=board, title="Brief")
    with time_machine.travel(page.expire_at - timedelta(seconds=1), tick=False):
        assert (titles(board), titles(board, q="brief")) == (["Brief"], ["Brief"])
    with time_machine.travel(page.expire_at, tick=False):
        assert (titles(board), titles(board, q="brief")) == ([], [])
        assert facets(SearchQuery(site=board.site), site=board.site).total == 0


def test_pages_of_results_keep_the_search(client, board):
    bulk_listings(board, 60)
    answer = client.get("/jobs/?sort=salary&page=2&utm_source=mail")
    assert {"/jobs/?sort=salary", "/jobs/?sort=salary&page=3"} <= set(links(answer))
    assert answer.context["results"].page_obj.number == 2
    last = client.get("/jobs/?page=99999")
    assert last.context["results"].page_obj.number == 3


def test_featured_has_its_place_only_where_nothing_is_asked_for(client, board):
    FeaturedJobFactory(board=board, title="Best place")
    newest = LiveJobFactory(board=board, title="Newest")
    everything = client.get("/jobs/").context["results"]
    assert [page.title for page in everything.featured] == ["Best place"]
    assert everything.page_obj[0].pk == newest.pk
    assert client.get("/jobs/?remote=onsite").context["results"].featured == []
    assert client.get("/jobs/?sort=salary").context["results"].featured == []


@pytest.mark.parametrize("path", ["/", "/jobs/"])
def test_a_featured_listing_is_shown_once(client, board, path):
    place = FeaturedJobFactory(board=board, title="Best place")
    bulk_listings(board, 12)
    rows = [link for link in links(client.get(path)) if link == place.url]
    assert len(rows) == 1


def test_a_board_with_nothing_but_featured_listings_shows_them(client, board):
    places = FeaturedJobFactory.create_batch(2, board=board)
    for path in ("/", "/jobs/"):
        found = links(client.get(path))
        assert all(found.count(place.url) == 1 for place in places)


def test_the_newest_stand_above_the_featured(client, board):
    FeaturedJobFactory(board=board)
    bulk_listings(board, 12)
    results = client.get("/jobs/").context["results"]
    assert sum(len(rows) for _day, rows in results.first_days) >= 4
    assert sum(len(rows) for _day, rows in results.first_days + results.later_days) == 13 - len(
        results.featured
    )

"""A listing is opened in one query, as the ORM would fetch it, and parts that pages share do not mix them up."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from home.models import StandardPage
from jobs.listings.models import JobLocation, JobPage
from jobs.listings.models.details import EligibleRegion
from jobs.listings.models.opened import open_listing
from tests.factories import CategoryFactory, CompanyFactory, LiveJobFactory, make_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(board):
    page = LiveJobFactory(
        board=board,
        slug="signal-engineer",
        company=CompanyFactory(site=board.site, website="https://larkspur.example"),
        category=CategoryFactory(site=board.site),
        salary_min=Decimal("50000"),
        salary_max=Decimal("60000.50"),
        salary_currency="EUR",
        locations=[
            JobLocation(country="FR", location="Lyon", sort_order=1),
            JobLocation(country="DE", location="", sort_order=0),
        ],
        regions=[EligibleRegion(region="uk"), EligibleRegion(region="eu")],
    )
    page.tags.add("Rust", "Interlocking")
    page.save()
    return JobPage.objects.get(pk=page.pk)


def values_of(instance):
    return {
        field.attname: (type(value := getattr(instance, field.attname)), value)
        for field in instance._meta.concrete_fields
    }


def test_each_field_is_as_the_orm_fetches_it(board, listing, django_assert_num_queries):
    with django_assert_num_queries(1):
        opened = open_listing(board.index, "signal-engineer")
        found = opened.places, opened.region_codes, opened.skills
    assert not opened.get_deferred_fields()
    assert values_of(opened) == values_of(listing)
    assert values_of(opened.company) == values_of(listing.company)
    assert values_of(opened.category) == values_of(listing.category)
    assert found == (listing.places, listing.region_codes, listing.skills)


def test_a_listing_without_category_places_or_skills(board):
    LiveJobFactory(board=board, slug="bare", category=None, locations=[], regions=[])
    with_nothing = open_listing(board.index, "bare")
    assert with_nothing.category is None
    assert (with_nothing.places, with_nothing.region_codes, with_nothing.skills) == ((), (), ())


def test_only_listings_of_this_index_are_found(board, listing):
    other = make_board(hostname="other.example", name="Other")
    assert open_listing(other.index, listing.slug) is None
    assert open_listing(board.index, "nothing") is None
    elsewhere = LiveJobFactory(board=other, slug=listing.slug)
    assert open_listing(other.index, listing.slug) == elsewhere
    assert open_listing(board.index, listing.slug) == listing


def marked(client, path):
    menu = BeautifulSoup(client.get(path).content, "html.parser").select_one("nav.menu")
    return [link.get_text() for link in menu.select("[aria-current]")]


def test_the_menu_marks_the_page_that_is_open_whichever_was_written_first(board, client, listing):
    board.home.add_child(instance=StandardPage(title="About", slug="about", show_in_menus=True))
    for _ in range(2):
        assert marked(client, listing.url) == []
        assert marked(client, board.index.url) == ["Jobs"]
        assert marked(client, "/about/") == ["About"]
        assert marked(client, "/") == []


def test_menus_are_each_boards_own(board, client, listing):
    other = make_board(hostname="other.example", name="Other")
    other.home.add_child(instance=StandardPage(title="Imprint", slug="imprint", show_in_menus=True))
    assert b"Imprint" not in client.get("/").content
    assert b"Imprint" in Client(headers={"Host": "other.example"}).get("/").content
    assert b"Imprint" not in client.get("/").content

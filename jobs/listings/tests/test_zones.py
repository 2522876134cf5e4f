"""A reader's time zone finds the jobs whose hours overlap enough, before and after a change of the clocks."""

from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup

from jobs.listings.facts import Asked
from jobs.listings.models import JobBoardSettings
from jobs.listings.search import SearchQuery, describe
from jobs.listings.tests.market import make, titles
from jobs.listings.zones import OFFERED, known, offsets_of, zones_text

# Berlin puts its clocks forward at 01:00 UTC on this day, and back at 01:00 UTC on the other.
BEFORE_SPRING, AFTER_SPRING = (
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 1, tzinfo=UTC),
)
BEFORE_AUTUMN, AFTER_AUTUMN = (
    datetime(2026, 10, 25, 0, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 1, tzinfo=UTC),
)
CHANGES = [BEFORE_SPRING, AFTER_SPRING, BEFORE_AUTUMN, AFTER_AUTUMN]


@pytest.mark.parametrize("at", CHANGES, ids=str)
@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("Europe/Berlin", [60, 120]),
        ("America/New_York", [-300, -240]),
        ("Australia/Sydney", [600, 660]),
        ("Asia/Kolkata", [330]),
        # Quarters of an hour fit where one of their neighbours does.
        ("Asia/Kathmandu", [330, 360]),
        ("America/Phoenix", [-420]),
    ],
)
def test_a_zone_has_the_offsets_of_its_year_on_both_sides_of_a_change(zone, offsets, at):
    assert offsets_of(zone, at=at) == offsets


@pytest.mark.django_db
@pytest.mark.parametrize("at", CHANGES, ids=str)
def test_a_search_finds_the_same_on_both_sides_of_a_change(board, at):
    with time_machine.travel(at, tick=False):
        make(board, "Winter time", zone_from=60, zone_to=60)
        make(board, "Summer time", zone_from=120, zone_to=120)
        make(board, "Two hours east", zone_from=180, zone_to=180)
        make(board, "New York", zone_from=-300, zone_to=-300)
        make(board, "New York, two hours of overlap", zone_from=-300, zone_to=-300, overlap_hours=2)
        make(board, "Anywhere")
        assert set(titles(board, tz="Europe/Berlin")) == {
            *("Winter time", "Summer time", "New York, two hours of overlap", "Anywhere"),
        }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("overlap", "zones"),
    [
        # London is at UTC+1 in summer.
        (None, {"Europe/Berlin", "Europe/London"}),
        (8, {"Europe/Berlin", "Europe/London"}),
        (7, {"Europe/Berlin", "Europe/London", "Europe/Athens"}),
        (2, {"Europe/Berlin", "Europe/London", "Europe/Athens", "America/New_York", "Asia/Kolkata"}),
    ],
)
def test_hours_of_overlap_widen_the_range(board, overlap, zones):
    make(board, "Berlin", zone_from=60, zone_to=60, overlap_hours=overlap)
    asked = (
        "Europe/Berlin",
        "Europe/London",
        "Europe/Athens",
        "America/New_York",
        "Asia/Kolkata",
        "Asia/Tokyo",
    )
    assert {zone for zone in asked if titles(board, tz=zone)} == zones


@pytest.mark.django_db
def test_it_is_one_filter_of_a_search_in_its_url_and_in_words(board):
    query = SearchQuery.parse({"tz": "America/New_York"}, site=board.site)
    assert query.querystring() == "tz=America%2FNew_York"
    assert describe(query) == "time zone of New York"
    assert query.without("tz").is_empty
    assert SearchQuery.parse({"tz": "Mars/Olympus"}, site=board.site).is_empty


@pytest.mark.django_db
def test_readers_choose_it_where_the_board_asks_for_it(board, client):
    make(board, "Berlin", zone_from=60, zone_to=60)
    assert "tz" not in _names(client.get("/jobs/"))
    JobBoardSettings.objects.filter(site=board.site).update(ask_zones=Asked.OPTIONAL)
    page = client.get("/jobs/?tz=Europe/Vienna")
    assert "tz" in _names(page)
    chosen = BeautifulSoup(page.content, "html.parser").select_one("#tz option[selected]")
    assert chosen.get_text() == "Vienna"


def test_every_zone_that_is_offered_exists():
    assert set(OFFERED) <= known()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ((None, None, None), ""),
        ((0, 0, None), "UTC"),
        ((-210, 120, None), "UTC−3:30 to UTC+2"),
        ((60, 60, 1), "UTC+1, at least 1 hour of overlap"),
        ((0, 120, 4), "UTC to UTC+2, at least 4 hours of overlap"),
    ],
)
def test_it_reads_well(said, text):
    assert zones_text(*said) == text


def _names(answer):
    return {control.get("name") for control in BeautifulSoup(answer.content, "html.parser").select("select")}

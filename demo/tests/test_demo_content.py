"""Check the demo's content files: complete, consistent, and with no real company."""

import re

import pytest

from demo import marks, text
from demo.boards import read_boards
from demo.content import Board, Listing, Mark, Settlement, State
from demo.furnishing import palettes
from demo.shapes import SHAPES
from jobs.listings.models import EligibleRegion, JobPage
from jobs.listings.models.queries import FEATURED_PLACES
from payments.money import CURRENCIES

BOARDS = read_boards()
LISTINGS = [pytest.param(board, listing, id=listing.key) for board in BOARDS for listing in board.listings]
MARKS = [
    pytest.param(employer.mark, id=employer.slug)
    for board in BOARDS
    for employer in board.employers
    if employer.mark is not None
]


@pytest.mark.parametrize(("board", "listing"), LISTINGS)
def test_a_listing_refers_to_what_its_board_has(board: Board, listing: Listing):
    assert listing.employer in {employer.slug for employer in board.employers}
    assert listing.category in {topic.slug for topic in board.categories}
    assert listing.plan in {plan.name for plan in board.plans}
    assert listing.employment in JobPage.EmploymentType.values
    assert listing.remote in JobPage.Workplace.values
    assert set(listing.regions) <= set(EligibleRegion.Region.values)
    assert listing.places or listing.regions


@pytest.mark.parametrize(("board", "listing"), LISTINGS)
def test_applications_go_to_the_employers_invented_domain(board: Board, listing: Listing):
    employer = next(employer for employer in board.employers if employer.slug == listing.employer)
    assert listing.apply.startswith(employer.website) or listing.apply.endswith(f"@{employer.domain}")


@pytest.mark.parametrize(("board", "listing"), LISTINGS)
def test_a_description_is_worth_reading(board: Board, listing: Listing):
    assert 110 <= len(listing.description.split()) <= 300
    html = text.to_html(listing.description)
    assert html.count("<p>") >= 3
    # A line end of the source must not come out as a line break.
    assert "<br" not in html


@pytest.mark.parametrize(("board", "listing"), LISTINGS)
def test_pay_is_a_range_in_a_known_currency(board: Board, listing: Listing):
    if listing.pay is not None:
        assert 0 < listing.pay.low < listing.pay.high
        assert listing.pay.currency in CURRENCIES


@pytest.mark.parametrize(("board", "listing"), LISTINGS)
def test_the_age_fits_the_state(board: Board, listing: Listing):
    plan = next(plan for plan in board.plans if plan.name == listing.plan)
    assert (listing.days_ago > plan.days) == (listing.state == State.EXPIRED)
    needs_note = listing.state == State.CHANGES_REQUESTED or listing.settlement == Settlement.WAIVED
    assert listing.note or not needs_note


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.slug)
def test_no_more_is_featured_than_there_are_places_for(board: Board):
    featured = {plan.name for plan in board.plans if plan.featured}
    live = [listing for listing in board.listings if listing.state == State.LIVE]
    assert 1 <= sum(listing.plan in featured for listing in live) <= FEATURED_PLACES


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.slug)
def test_keys_are_unique_and_descriptions_are_not_of_one_mould(board: Board):
    assert len({listing.key for listing in board.listings}) == len(board.listings)
    openings = [listing.description.split(".")[0] for listing in board.listings]
    assert len(set(openings)) == len(openings)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.slug)
def test_both_palettes_can_be_read(board: Board):
    assert len(palettes(board)) == 2


def test_addresses_are_all_under_the_reserved_domain():
    everything = repr([(board, board.listings, board.pages) for board in BOARDS])
    hosts = re.findall(r"(?:https?://|@)([\w.-]+)", everything)
    assert {host.rsplit(".", 1)[-1] for host in hosts} == {"example"}


@pytest.mark.parametrize("mark", MARKS)
def test_a_logo_is_drawn_the_same_each_time_and_is_small(mark: Mark):
    once, again = marks.draw(mark), marks.draw(mark)
    assert once.read() == again.read()
    assert once.size < 4096


def test_no_two_employers_share_a_shape():
    drawn = [employer.mark for board in BOARDS for employer in board.employers if employer.mark is not None]
    assert sorted(mark.shape for mark in drawn) == sorted(SHAPES)

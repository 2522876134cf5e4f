"""The listings that the benchmarks fill a board with are like published ones, for the site's own queries too."""

import pytest
from django.db.models import Count
from django.test import Client
from django.utils.html import escape
from wagtail.models import Page, ReferenceIndex

from benchmarks.listings import fill
from jobs.listings.models import Company, JobBoardSettings, JobIndexPage, JobPage
from jobs.submissions.models import Submission
from payments.models import Payment
from tests.factories import Board, FeaturedPlanFactory, LiveJobFactory, PlanFactory

COUNT = 45
# Whatever differs between the databases is in the rows that a seed writes as much as in another's.
SEEDS = [1, pytest.param(2, marks=pytest.mark.postgres)]


@pytest.fixture(params=SEEDS)
def filled(request: pytest.FixtureRequest, board: Board) -> Board:
    PlanFactory(site=board.site)
    FeaturedPlanFactory(site=board.site)
    LiveJobFactory(board=board)
    fill(COUNT, seed=request.param)
    return board


def test_filled_listings_are_live_listed_and_counted(filled: Board, client: Client):
    assert JobPage.objects.on_site(filled.site).live().count() == COUNT + 1
    listed = client.get("/jobs/")
    assert f"{COUNT + 1} open jobs" in listed.content.decode()
    newest = JobPage.objects.filter(submission__isnull=False).newest()[0]
    for address in ("/jobs/", "/jobs/feed.rss", newest.get_url()):
        assert escape(newest.title) in client.get(address).content.decode()


def test_every_filled_listing_is_found_by_the_words_of_its_title(filled: Board, client: Client):
    for title in JobPage.objects.values_list("title", flat=True):
        assert escape(title) in client.get("/jobs/", {"q": title}).content.decode()


def test_the_tree_stays_sound_when_filled_twice(filled: Board):
    fill(5)
    assert not any(Page.find_problems())
    index = JobIndexPage.objects.get(pk=filled.index.pk)
    assert index.numchild == index.get_children().count() == COUNT + 6
    assert JobPage.objects.values("slug").distinct().count() == COUNT + 6
    # The site goes on publishing behind them.
    assert LiveJobFactory(board=filled).is_readable


def test_filled_listings_are_paid_for_and_end_later(filled: Board):
    sold = Submission.objects.count()
    assert 0 < sold <= COUNT
    assert Payment.objects.filter(status=Payment.Status.PAID, page__in=JobPage.objects.all()).count() == sold
    assert not JobPage.objects.expiring_within(days=0).exists()
    featured = JobPage.objects.filter(featured=True)
    assert featured.count() == JobBoardSettings.for_site(filled.site).featured_places
    assert Company.objects.verified().exists()


def test_wagtail_knows_what_filled_listings_name(filled: Board):
    company = Company.objects.annotate(listed=Count("listings")).order_by("-listed")[0]
    assert ReferenceIndex.get_references_to(company).count() == company.listed

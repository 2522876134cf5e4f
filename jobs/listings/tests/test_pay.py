"""Pay with cents is the same sum wherever it is shown, and is compared by what it makes in a year."""

import json
import re
from decimal import Decimal
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from boards.models import BoardSettings
from jobs.listings.card_style import card_of
from jobs.listings.models import JobLocation, JobPage
from jobs.listings.search import SearchQuery
from jobs.listings.tests.market import search
from tests.factories import Board, LiveJobFactory

SUM = "€25.50"


@pytest.fixture
def by_the_hour(board: Board) -> JobPage:
    return LiveJobFactory(
        board=board,
        remote="onsite",
        locations=[],
        salary_min=Decimal("25.50"),
        salary_max=Decimal("25.50"),
        salary_currency="EUR",
        salary_unit="hour",
    )


@pytest.mark.parametrize(
    "path", ["/", "/jobs/", "company", "listing", "feed_rss", "feed_atom", "feed_json", "feed_xml"]
)
def test_cents_are_shown_everywhere(by_the_hour: JobPage, client, path: str) -> None:
    addresses = {"company": by_the_hour.company.get_absolute_url(), "listing": by_the_hour.url}
    feed = reverse(f"jobs:{path}") if path.startswith("feed") else ""
    answer = client.get(feed or addresses.get(path, path))
    text = (b"".join(answer) if answer.streaming else answer.content).decode()
    if not feed:
        text = " ".join(BeautifulSoup(unescape(text), "html.parser").get_text().split())
    assert f"{SUM} an hour" in text


def test_a_search_engine_reads_the_same_number(by_the_hour: JobPage, client) -> None:
    JobLocation.objects.create(page=by_the_hour, country="DE")
    html = client.get(by_the_hour.url).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["baseSalary"]["value"] == {"@type": "QuantitativeValue", "value": 25.5, "unitText": "HOUR"}


def test_the_picture_says_it_too(by_the_hour: JobPage, board: Board) -> None:
    assert card_of(by_the_hour, BoardSettings.for_site(board.site)).pay == f"{SUM} an hour"


@pytest.mark.parametrize(
    ("asked", "found"),
    [("53040", True), ("53041", False), ("25.50 an hour", True), ("25.60/h", False), ("53k", True)],
)
def test_a_search_compares_by_the_year(by_the_hour: JobPage, board: Board, asked: str, found: bool) -> None:
    query = SearchQuery.parse({"salary_min": asked}, site=board.site)
    assert bool(search(query, site=board.site)) is found


def test_whole_sums_have_no_cents(board: Board) -> None:
    page = LiveJobFactory(board=board, salary_min=60_000, salary_currency="EUR")
    assert JobPage.objects.get(pk=page.pk).salary_label == "from €60,000 a year"


def test_an_address_with_signs_is_written_whole(board: Board, client) -> None:
    page = LiveJobFactory(board=board, apply_url="", apply_email="foo?cc=v@example.com", title="A & B")
    answer = client.get(reverse("jobs:listing_apply", args=[page.pk]))
    assert answer.headers["location"] == "mailto:foo%3Fcc%3Dv@example.com?subject=A%20%26%20B"

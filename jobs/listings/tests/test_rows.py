"""Rows are written from plain values, and say what the pages themselves say; nobody's text becomes markup."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone, translation

from jobs.listings.html import times
from jobs.listings.html.facets import facet
from jobs.listings.html.rows import logo, rows
from jobs.listings.models import Company, JobLocation, JobPage
from jobs.listings.models.details import EligibleRegion
from jobs.listings.rows import fetch_rows, rows_by_key
from jobs.listings.search import Choice, Facet
from tests.factories import CategoryFactory, CompanyFactory, FeaturedJobFactory, LiveJobFactory

HOSTILE = """<script>alert("1")</script> ' onload=alert(1) & \u202erail\u202c {{ x }} {0} %s"""
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def row_of(page):
    [[row]] = fetch_rows([page.pk], root=page.get_site().root_page.url_path)
    return row


def parsed(html):
    return BeautifulSoup(html, "html.parser")


@pytest.fixture
def listing(board):
    page = LiveJobFactory(
        board=board,
        title="Signal engineer",
        slug="signal-engineer",
        company=CompanyFactory(site=board.site, name="Larkspur Rail"),
        category=CategoryFactory(site=board.site),
        remote="hybrid",
        employment_type="part_time",
        salary_min=Decimal("50000"),
        salary_max=Decimal("60000.50"),
        salary_currency="EUR",
        salary_unit="year",
        locations=[
            JobLocation(country="FR", location="Lyon", sort_order=1),
            JobLocation(country="DE", location="", sort_order=0),
        ],
        regions=[EligibleRegion(region="uk"), EligibleRegion(region="eu")],
    )
    page.tags.add("Rust", "Interlocking")
    page.save()
    return JobPage.objects.get(pk=page.pk)


def test_skills_are_fetched_for_what_shows_them(listing):
    rows = rows_by_key([listing.pk], root=listing.get_site().root_page.url_path, with_skills=True)
    assert rows[listing.pk].details.skills == listing.skills
    assert [skill.name for skill in listing.skills] == ["Rust", "Interlocking"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_row_says_what_the_page_says(listing, language):
    row = row_of(listing)
    with translation.override(language):
        assert (row.salary_label, row.place_label, row.summary) == (
            listing.salary_label,
            listing.place_label,
            listing.summary,
        )
        assert (row.path, row.title, row.posted_at) == (
            listing.url,
            listing.title,
            listing.first_published_at,
        )
        assert row.details == (listing.places, listing.region_codes, ())
        assert row.details.places == (("", "DE"), ("Lyon", "FR"))
        assert row.texts == [listing.get_employment_type_display()]


def test_how_a_row_is_written(listing):
    with time_machine.travel(listing.first_published_at + timedelta(hours=3)), translation.override("en"):
        written = parsed(rows([row_of(listing)]))
    age = written.time.extract()
    assert " ".join(str(written).split()).replace("> <", "><") == (
        '<li class="row"><span aria-hidden="true" class="logo logo-initials">LR</span>'
        '<div class="row-main">'
        '<h3 class="row-title"><a class="row-link" dir="auto" href="/jobs/signal-engineer/">Signal engineer</a></h3>'
        '<p class="row-company"><span dir="auto">Larkspur Rail</span></p></div>'
        '<p class="row-facts"><span class="pay"><span>€50,000 – €60,000.50</span><span>a year</span></span>'
        '<span class="place" dir="auto">Hybrid · Germany and 1 more</span>'
        '<span class="kind">Part-time</span></p>'
        '<p class="row-age"></p></li>'
    )
    assert age.get_text() == "3h ago"
    assert datetime.fromisoformat(age["datetime"]) == listing.first_published_at.replace(microsecond=0)


def test_without_pay_or_places(board):
    page = LiveJobFactory(board=board, locations=[], salary_min=None, salary_max=None)
    written = parsed(rows([row_of(page)]))
    assert written.select_one(".pay.pay-none").get_text() == "Pay not stated"
    assert written.select_one(".place").get_text() == "On site"


def test_featured_until_its_time_is_over(board):
    page = FeaturedJobFactory(board=board)
    JobPage.objects.filter(pk=page.pk).update(featured_until=timezone.now() + timedelta(hours=1))
    row = row_of(page)
    assert parsed(rows([row])).select_one(".row-featured .flag").get_text() == "Featured"
    apart = parsed(rows([row], is_apart=True))
    assert apart.select_one(".row-featured") and not apart.select_one(".flag")
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert not parsed(rows([row_of(page)])).select_one(".row-featured, .flag")


def test_each_list_in_its_order_without_what_is_gone(board):
    first, second, third = (LiveJobFactory(board=board) for _each in range(3))
    root = board.home.url_path
    one, other, none = fetch_rows([third.pk, first.pk], [second.pk, 10**9, third.pk], [], root=root)
    assert [row.pk for row in one] == [third.pk, first.pk]
    assert [row.pk for row in other] == [second.pk, third.pk]
    assert none == []


def test_one_query_for_many_and_none_for_none(board, django_assert_num_queries):
    keys = [LiveJobFactory(board=board).pk for _each in range(5)]
    with django_assert_num_queries(1):
        fetch_rows(keys, keys[:2], root=board.home.url_path)
    with django_assert_num_queries(0):
        assert fetch_rows([], [], root=board.home.url_path) == [[], []]


def test_a_slug_of_another_script(board):
    page = LiveJobFactory(board=board, slug="инженер-1")
    assert row_of(page).path == page.url


class TestHostileText:
    """What an import may have written, past the forms that clean it."""

    def test_in_a_row(self, listing):
        Company.objects.filter(pk=listing.company_id).update(name=HOSTILE, logo=f"{HOSTILE[:60]}.png")
        JobPage.objects.filter(pk=listing.pk).update(
            title=HOSTILE, draft_title="", salary_currency='"><', employment_type="<b>"
        )
        JobLocation.objects.filter(page=listing, country="DE").update(location=HOSTILE, country="<b")
        written = parsed(rows([row_of(listing)]))
        assert written.script is None and written.b is None
        assert written.select_one(".row-title").get_text() == HOSTILE
        assert written.select_one(".row-company").get_text() == HOSTILE
        assert HOSTILE in written.select_one(".place").get_text()
        assert [set(tag.attrs) for tag in written.find_all("img")] == [
            {"class", "src", "alt", "width", "height", "loading", "decoding"}
        ]
        assert [set(tag.attrs) for tag in written.find_all("a")] == [{"class", "href", "dir"}]

    def test_in_initials(self):
        assert parsed(logo("<b> “x”", "")).get_text() == "<"
        assert parsed(logo("<i>", "")).i is None

    def test_in_the_list_of_companies(self, board, client):
        company = LiveJobFactory(board=board).company
        Company.objects.filter(pk=company.pk).update(name=HOSTILE)
        written = parsed(client.get("/companies/").content)
        assert written.select_one(".company .company-name").get_text() == HOSTILE
        assert [set(tag.attrs) for tag in written.select(".company a")] == [{"class", "href", "dir"}]

    def test_in_the_links_of_feeds(self, board, client):
        written = parsed(client.get("/jobs/", {"q": HOSTILE}).content)
        titles = [link["title"] for link in written.select("link[rel=alternate]")]
        assert len(titles) == 6 and "<script>" in titles[0]
        assert not written.find("script", src=False, type=False)

    def test_in_filters(self):
        choices = [Choice(HOSTILE, HOSTILE, 1, chosen=True)]
        written = parsed(facet(Facet(HOSTILE, HOSTILE, choices, choices)))
        assert written.script is None
        assert written.legend.get_text() == HOSTILE
        assert [label.span.get_text() for label in written.select("label")] == [HOSTILE] * 2
        assert [box["value"] for box in written.select("input")] == [HOSTILE] * 2
        assert {frozenset(box.attrs) for box in written.select("input")} == {
            frozenset({"class", "type", "name", "id", "value", "checked"})
        }


def test_how_a_filter_is_written():
    choices = [Choice("rust", "Rust", 1234, chosen=True), Choice("go", "Go", 1, chosen=False)]
    folded = [Choice("c", "C", 2, chosen=False)]
    with translation.override("en"):
        written = parsed(facet(Facet("tag", "Skills", choices, folded)))
    assert written.div["id"] == "facet-tag" and "data-hx-swap-oob" not in written.div.attrs
    assert written.select_one("fieldset > legend").get_text() == "Skills"
    assert [" ".join(label.get_text().split()) for label in written.select("fieldset > label")] == [
        "Rust 1,234 jobs",
        "Go 1 job",
    ]
    assert [label["for"] for label in written.select("label")] == ["tag-rust", "tag-go", "tag-c"]
    assert [box["value"] for box in written.select("input[checked]#tag-rust")] == ["rust"]
    assert written.details.summary.get_text() == "1 more" and "open" not in written.details.attrs
    assert parsed(facet(Facet("tag", "Skills", choices, choices))).details.has_attr("open")
    empty = parsed(facet(Facet("tag", "Skills", []), is_out_of_band=True))
    assert empty.div["data-hx-swap-oob"] == "true" and empty.div.get_text() == ""


@pytest.mark.parametrize(
    ("passed", "english", "french"),
    [
        (timedelta(seconds=-30), "1m ago", "il y a 1 min"),
        (timedelta(seconds=89), "1m ago", "il y a 1 min"),
        (timedelta(minutes=59, seconds=50), "60m ago", "il y a 60 min"),
        (timedelta(hours=23, minutes=50), "24h ago", "il y a 24 h"),
        (timedelta(hours=36, seconds=1), "2d ago", "il y a 2 j"),
        (timedelta(days=6, hours=20), "7d ago", "il y a 7 j"),
        (timedelta(days=29, hours=23), "4w ago", "il y a 4 sem."),
        (timedelta(days=364, hours=23), "12mo ago", "il y a 12 m."),
    ],
)
def test_ages(passed, english, french):
    with time_machine.travel(NOON, tick=False):
        for language, expected in (("en", english), ("fr", french)):
            with translation.override(language):
                assert parsed(times.age(NOON - passed)).get_text().replace("\xa0", " ") == expected

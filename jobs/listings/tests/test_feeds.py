"""Feeds hold exactly the live listings of their search, and say so only when something has changed."""

import json
import re
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Site

from boards.models import BoardSettings
from jobs.listings.feeds import entries
from jobs.listings.models import Category, Company, JobLocation, JobPage
from jobs.listings.models.details import Tag
from jobs.listings.services.expiry import move_end
from tests.factories import (
    CategoryFactory,
    ClosedJobFactory,
    CompanyFactory,
    DraftJobFactory,
    ExpiredJobFactory,
    LiveJobFactory,
    TimeIsUpJobFactory,
    bulk_listings,
)

RSS, ATOM, JSON, XML = ADDRESSES = [f"/jobs/feed.{ending}" for ending in ("rss", "atom", "json", "xml")]
HOSTILE = "R&D ]]> <script>alert(1)</script> \x00\x0b\x1f\ufffe {{ x }} “café” 🐎"
HARMLESS = "R&D ]]> <script>alert(1)</script>  {{ x }} “café” 🐎"

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """The entries of a feed, whatever its format, as (id, link, title, text)."""

    def read(address, host="testserver"):
        answer = client.get(address, headers={"host": host})
        assert answer.status_code == 200
        return READERS[address.partition("?")[0]](answer)

    return read


def by_feedparser(answer):
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return [SimpleNamespace(id=e.id, link=e.link, title=e.title, text=e.summary) for e in feed.entries]


def as_json(answer):
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    return [
        SimpleNamespace(id=item["id"], link=item["url"], title=item["title"], text=item["content_html"])
        for item in feed["items"]
    ]


def parsed(answer):
    return ElementTree.fromstring(answer.getvalue())  # noqa: S314 - our own, of this test


def jobs_of(answer):
    return parsed(answer).findall("job")


def as_aggregator(answer):
    return [
        SimpleNamespace(
            id=job.findtext("referencenumber"),
            link=job.findtext("url"),
            title=f"{job.findtext('title')} at {job.findtext('company')}",
            text=job.findtext("description"),
        )
        for job in jobs_of(answer)
    ]


READERS = {RSS: by_feedparser, ATOM: by_feedparser, JSON: as_json, XML: as_aggregator}
every_format = pytest.mark.parametrize("address", ADDRESSES)


def links(entries):
    return [entry.link for entry in entries]


@every_format
def test_exactly_the_live_listings_newest_first(board, second_board, read, address):
    listings = []
    for days in (3, 2, 1):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            listings.append(LiveJobFactory(board=board))
    for dead in (DraftJobFactory, TimeIsUpJobFactory, ExpiredJobFactory, ClosedJobFactory):
        dead(board=board)
    elsewhere = LiveJobFactory(board=second_board)

    assert links(read(address)) == [listing.full_url for listing in reversed(listings)]
    assert links(read(address, host="designers.localhost")) == [elsewhere.full_url]
    assert elsewhere.full_url.startswith("http://designers.localhost/")


@every_format
def test_the_search_of_the_list_works_here(board, read, address):
    rust = CategoryFactory(site=board.site, slug="rust")
    wanted = LiveJobFactory(board=board, category=rust, remote="remote")
    LiveJobFactory(board=board, category=rust)
    LiveJobFactory(board=board)

    assert links(read(f"{address}?category=rust&remote=remote&page=7&sort=salary")) == [wanted.full_url]
    assert read(f"{address}?category=no-such") == []


def test_words_that_no_listing_has_find_none(board, read):
    """Where a page would show what is meant, a feed waits for what was asked for."""
    LiveJobFactory(board=board, title="Keeper of horses")
    assert len(read(f"{RSS}?q=horses")) == 1
    assert read(f"{RSS}?q=horsse") == []


@every_format
def test_an_address_of_its_own_board(board, read, address):
    Site.objects.filter(pk=board.site.pk).update(port=8443)
    Site.clear_site_root_paths_cache()
    LiveJobFactory(
        board=board,
        description='<p><a href="/about/">here</a> <a href="https://elsewhere.example/">there</a></p>',
    )
    (entry,) = read(address, host="testserver:8443")
    assert entry.link.startswith("http://testserver:8443/jobs/")
    assert 'href="http://testserver:8443/about/"' in entry.text
    assert 'href="https://elsewhere.example/"' in entry.text


@every_format
def test_an_id_for_good(board, read, address):
    listing = LiveJobFactory(board=board, slug="first")
    before = read(address)
    listing.slug, listing.title = "second", "Renamed"
    listing.save_revision().publish()
    listing.unpublish()
    JobPage.objects.get(pk=listing.pk).get_latest_revision().publish()
    Site.objects.filter(pk=board.site.pk).update(port=81)
    Site.clear_site_root_paths_cache()
    after = read(address, host="testserver:81")
    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert links(before) != links(after)


@every_format
def test_role_at_company(board, read, address):
    LiveJobFactory(board=board, title="Keeper", company=CompanyFactory(site=board.site, name="Larkspur"))
    assert read(address)[0].title == "Keeper at Larkspur"


def test_when_it_was_first_published_and_when_last(board, client):
    with time_machine.travel(timezone.now() - timedelta(days=5), tick=False):
        listing = LiveJobFactory(board=board)
    listing.save_revision().publish()
    listing.refresh_from_db()
    first, last = listing.first_published_at, listing.last_published_at
    rss = feedparser.parse(client.get(RSS).content).entries[0]
    assert rss.published_parsed == first.utctimetuple()
    atom = feedparser.parse(client.get(ATOM).content).entries[0]
    assert (atom.published_parsed, atom.updated_parsed) == (first.utctimetuple(), last.utctimetuple())
    item = json.loads(client.get(JSON).content)["items"][0]
    assert parse_datetime(item["date_published"]) - first < timedelta(milliseconds=1)
    (job,) = jobs_of(client.get(XML))
    assert parse_datetime(job.findtext("date")) == first.replace(microsecond=0)


@every_format
def test_what_people_type_breaks_no_reader(board, read, address):
    company = CompanyFactory(site=board.site)
    Company.objects.filter(pk=company.pk).update(name=HOSTILE.replace("\x00", ""))
    listing = LiveJobFactory(board=board, company=company, title="Plain")
    # What an import may have written: forms and pages refuse it.
    JobPage.objects.filter(pk=listing.pk).update(
        title=HOSTILE.replace("\x00", ""), draft_title="", description="<p>a\x0bb ]]&gt; ]]></p>"
    )
    (entry,) = read(address)
    assert entry.link == listing.full_url
    assert "<p>ab ]]&gt; ]]></p>" in entry.text.replace("]]&gt;</p>", "]]></p>")
    if address in (JSON, XML):
        assert entry.title == f"{HARMLESS} at {HARMLESS}"


@every_format
def test_hostile_questions(board, client, address):
    LiveJobFactory(board=board)
    for query in ("q=%08%0b%ff]]>", "q=<script>&tag=%22", "category=&page=x", "salary_min=-1"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 200
        READERS[address](answer)


@pytest.mark.parametrize("address", [RSS, ATOM, JSON])
def test_the_newest_hundred(board, read, address):
    newest = bulk_listings(board, 105)[0]
    entries = read(address)
    assert len(entries) == 100
    assert newest.title in entries[0].title


def test_job_search_engines_get_all(board, read):
    bulk_listings(board, 105)
    assert len(read(XML)) == 105


@every_format
def test_queries_do_not_grow_with_the_listings(board, client, cold, address):
    def cost():
        cache.clear()
        cold()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            len(answer.getvalue() if answer.streaming else answer.content)
        return len(queries)

    bulk_listings(board, 5)
    few = cost()
    bulk_listings(board, 60)
    assert cost() == few <= 20


def test_a_long_feed_takes_a_query_for_each_chunk(board, client, cold, monkeypatch):
    def cost():
        cache.clear()
        cold()
        with CaptureQueriesContext(connection) as queries:
            assert len(jobs_of(client.get(XML))) == 35
        return len(queries)

    bulk_listings(board, 35)
    whole = cost()
    monkeypatch.setattr(entries, "CHUNK_SIZE", 10)
    assert cost() == whole + 3


def test_a_listing_that_ends_while_a_feed_is_written_is_left_out(board):
    first, second, third = bulk_listings(board, 3)
    found = entries.fetch_entries(
        [first.pk, second.pk, third.pk, 10**9], root=board.home.url_path, with_skills=False
    )
    JobPage.objects.filter(pk=second.pk).update(expire_at=timezone.now())
    JobPage.objects.filter(pk=third.pk).update(live=False)
    assert [entry.row.pk for entry in found] == [first.pk]


def test_what_a_feed_says_of_itself(board, client):
    BoardSettings.objects.update(name="Dusk & Dawn")
    CategoryFactory(site=board.site, name="Rust", slug="rust")
    for address in (RSS, ATOM):
        feed = feedparser.parse(client.get(f"{address}?category=rust").content).feed
        assert feed.title == "Dusk & Dawn: Rust"
        assert feed.link == "http://testserver/jobs/?category=rust"
        assert f"http://testserver{address}?category=rust" in [link.href for link in feed.links]
    feed = json.loads(client.get(JSON).content)
    assert feed["title"] == "Dusk & Dawn: all jobs"
    assert feed["home_page_url"] == "http://testserver/jobs/"
    assert feed["feed_url"] == "http://testserver/jobs/feed.json"
    assert feed["language"] == "en"


def test_the_search_engines_form(board, client):
    BoardSettings.objects.update(name="Dusk & Dawn")
    listing = LiveJobFactory(
        board=board,
        title="Keeper",
        remote="hybrid",
        employment_type="part_time",
        category=CategoryFactory(site=board.site, name="Rust"),
        company=CompanyFactory(site=board.site, name="Larkspur"),
        salary_min=50000,
        salary_currency="EUR",
        salary_unit="year",
        locations=[JobLocation(country="DE", location="Köln"), JobLocation(country="FR")],
    )
    answer = client.get(XML)
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    source = parsed(answer)
    assert (source.tag, source.findtext("publisher")) == ("source", "Dusk & Dawn")
    assert source.findtext("publisherurl") == "http://testserver/"
    assert parse_datetime(source.findtext("lastBuildDate")) <= timezone.now()
    (job,) = source.findall("job")
    assert {child.tag: child.text for child in job} == {
        "title": "Keeper",
        "date": listing.first_published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "referencenumber": str(listing.translation_key),
        "requisitionid": str(listing.pk),
        "url": listing.full_url,
        "company": "Larkspur",
        "city": "Köln",
        "state": None,
        "country": "DE",
        "description": "<p>Keep the wheels on.</p>",
        "salary": "from €50,000 a year",
        "jobtype": "parttime",
        "category": "Rust",
        "expirationdate": listing.expire_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "remotetype": "Hybrid remote",
    }
    everything_said = len(job) + len(source) - 1
    assert client.get(XML).getvalue().count(b"<![CDATA[") == everything_said


def test_a_board_of_another_language(board, client):
    BoardSettings.objects.update(language="fr")
    LiveJobFactory(board=board, salary_min=50000, salary_currency="EUR", salary_unit="year")
    assert feedparser.parse(client.get(RSS).content).feed.language == "fr"
    (job,) = jobs_of(client.get(XML))
    assert "50\u202f000" in job.findtext("salary"), "also what is written after the answer has begun"
    assert job.findtext("jobtype") == "fulltime"


class TestConditionalReads:
    @pytest.fixture
    def listing(self, board):
        return LiveJobFactory(board=board, category=CategoryFactory(site=board.site))

    @pytest.fixture
    def ask(self, client):
        def ask(address, answer=None, by="etag"):
            names = {"etag": "if-none-match", "last-modified": "if-modified-since"}
            return client.get(address, headers={names[by]: answer.headers[by]} if answer else None)

        return ask

    @every_format
    def test_nothing_new(self, listing, ask, address):
        first = ask(address)
        assert first.status_code == 200
        for by in ("etag", "last-modified"):
            again = ask(address, first, by)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]

    @pytest.mark.parametrize(
        "change", ["published", "edited", "closed", "renewed", "renamed", "recategorized", "expired"]
    )
    def test_something_new(self, board, listing, ask, change):
        first = {address: ask(address) for address in (RSS, XML)}
        later = timezone.now()
        if change == "published":
            LiveJobFactory(board=board)
        elif change == "edited":
            listing.title = "Another"
            listing.save_revision().publish()
        elif change == "closed":
            listing.unpublish()
        elif change == "renewed":
            move_end(page=listing, end=listing.expire_at + timedelta(days=30))
        elif change == "renamed":
            Company.objects.update(name="Another")
        elif change == "recategorized":
            Category.objects.update(name="Another")
        elif change == "expired":
            # By the clock alone: nothing is written.
            later = listing.expire_at + timedelta(seconds=1)
        with time_machine.travel(later):
            for address, by in product(first, ("etag", "last-modified")):
                assert ask(address, first[address], by).status_code == 200

    @pytest.mark.parametrize("address", [RSS, ATOM, JSON])
    def test_a_tag_of_another_name(self, board, ask, address):
        listing = LiveJobFactory(board=board)
        listing.tags.add("Postgres")
        listing.save()
        first = ask(address)
        Tag.objects.update(name="PostgreSQL")
        again = ask(address, first)
        assert again.status_code == 200
        assert "PostgreSQL" in again.content.decode()

    def test_a_cache_that_forgets_never_calls_it_unchanged(self, board, listing, ask):
        first = ask(RSS)
        cache.clear()
        listing.unpublish()
        with time_machine.travel(timezone.now() + timedelta(seconds=2)):
            assert ask(RSS, first, "last-modified").status_code == 200

    def test_each_search_has_a_state_of_its_own(self, listing, ask):
        first = ask(RSS)
        assert ask(f"{RSS}?category=rust", first).status_code == 200
        assert ask(ATOM, first).status_code == 200

    def test_never_shown_unasked(self, listing, ask):
        assert ask(RSS).headers["cache-control"] == "public, no-cache"


@every_format
def test_only_reading(board, client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_every_page_names_the_feeds(board, client):
    html = client.get("/").content.decode()
    for kind, address in (("rss+xml", RSS), ("atom+xml", ATOM), ("feed+json", JSON)):
        assert f'<link rel="alternate" type="application/{kind}"' in html
        assert f'href="{address}"' in html


def test_a_search_names_its_own_first(board, client):
    html = client.get("/jobs/?q=rust&remote=remote&page=2&sort=salary").content.decode()
    first = re.search(r'<link rel="alternate" type="application/rss\+xml" title="(.*?)" href="(.*?)">', html)
    assert first.groups() == (
        "consolecowboys: “rust”, Remote (RSS)",
        "/jobs/feed.rss?q=rust&amp;remote=remote",
    )

"""What is kept is what everybody gets, and only they get it."""

import gzip
from unittest.mock import patch

import brotli
import pytest
import time_machine
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError, connection
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caching import visits
from caching.generations import watcher
from caching.marks import ForReaders, begin
from caching.middleware import PageCacheMiddleware
from caching.store import OVERHEAD, store
from jobs.listings.models import DailyCounts, JobPage
from jobs.listings.search import SearchQuery
from jobs.listings.search.query import PARAMETERS
from tests.factories import (
    ClosedJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    bulk_listings,
    make_editor,
)

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
POLL = "SELECT max(id), count(*) FROM caching_change"


@pytest.fixture
def listing(board):
    return LiveJobFactory(board=board, title="Zeppelin pilot")


@pytest.fixture
def is_kept(client):
    """Tell whether a page is answered without asking the database for more than what has changed."""

    def is_kept(path, browser=client, **headers):
        with CaptureQueriesContext(connection) as queries:
            browser.get(path, headers=headers)
        return [query["sql"] for query in queries.captured_queries] == [POLL]

    return is_kept


PAGES = [
    "/", "/jobs/", "/jobs/?q=pilot", "/jobs/feed.rss", "/jobs/feed.json", "/jobs/feed.xml", "/companies/",
    "/sitemap.xml", "/robots.txt", "/brand.css", "/favicon.svg",
    "/apple-touch-icon.png", "/icon-192.png", "/site.webmanifest",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_readers_pages_are_kept(client, listing, is_kept, path):
    first = client.get(path)
    assert is_kept(path)
    again = client.get(path)
    assert again.content == first.content
    assert again.headers == first.headers
    assert "Cookie" not in again.headers.get("Vary", "")
    assert again.headers["ETag"]


def test_a_listing_and_its_closed_page_are_kept(client, board, listing, is_kept):
    closed = ClosedJobFactory(board=board)
    for path, status in ((listing.url, 200), (closed.url, 410)):
        assert client.get(path).status_code == status
        assert is_kept(path)
        assert client.get(path).status_code == status
        assert client.get(path).headers["Cache-Control"] == "no-cache"


def test_what_shared_caches_may_do(client, listing):
    assert client.get("/jobs/").headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    for path in ("/", "/jobs/", listing.url, "/jobs/feed.json"):
        assert "stale" not in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/post-a-job/", "/alerts/", "/submissions/find/", "/admin/login/", "/healthz", "/nothing-here/"]
)
def test_nothing_else_is_kept(client, listing, path):
    for _ in range(2):
        answer = client.get(path)
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert len(store) == 0


def test_forms_on_readers_addresses_are_not_kept(client, board, listing):
    client.get(f"/listings/{listing.pk}/report/")
    client.get(f"/companies/{listing.company.slug}/verify/")
    assert len(store) == 0


def test_a_page_is_not_kept_when_something_changes_while_it_is_made(board):
    """Its row and the board's settings are read before the view begins."""
    made = []

    def site(request):
        made.append(JobPage.objects.count())
        LiveJobFactory(board=board)
        # As another request in this moment.
        watcher.current()
        begin(request, ForReaders())
        return HttpResponse(str(made[-1]))

    front = PageCacheMiddleware(site)
    assert [front(RequestFactory().get("/page/")).content for _ in range(3)] == [b"0", b"1", b"2"]


# --- One visitor's own


def test_an_editor_gets_their_own_page_and_nobody_else_does(client, board, listing):
    editor = Client()
    editor.force_login(make_editor(board))
    client.get(listing.url)
    own = editor.get(listing.url)
    assert b"wagtail-userbar" in own.content
    assert own.headers["Cache-Control"] == "private, no-cache"
    store.forget()
    editor.get(listing.url)
    assert len(store) == 0
    assert b"wagtail-userbar" not in client.get(listing.url).content


def test_a_message_is_shown_to_whom_it_is_for(client, board, listing):
    plain = client.get(listing.url).content
    client.cookies["messages"] = _message_cookie("Thank you.")
    answer = client.get(listing.url)
    assert "Thank you." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Client().get(listing.url).content == plain
    store.forget()
    client.cookies["messages"] = _message_cookie("Thank you.")
    client.get(listing.url)
    assert len(store) == 0


def _message_cookie(text):
    storage = CookieStorage(RequestFactory().get("/"))
    return storage._encode([Message(constants.SUCCESS, text)])


def test_other_cookies_do_not_matter(client, listing, is_kept):
    client.get("/jobs/")
    client.cookies["csrftoken"] = "of-a-form"
    assert is_kept("/jobs/")


def test_a_preview_is_neither_kept_nor_a_kept_page(client, board, sandbox):
    submission = PaidSubmissionFactory(board=board, title="As it is live")
    page = JobPage.objects.get(pk=submission.page_id)
    client.get(page.url)
    kept = len(store)
    page.title = "As it will be"
    page.save_revision()
    assert b"As it will be" in client.get(f"{submission.preview_url}?version=newest").content
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert "As it will be" in response.content.decode()
    assert len(store) == kept
    assert b"As it is live" in client.get(page.url).content


def test_parts_for_htmx_are_neither_kept_nor_served_as_pages(client, listing):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/jobs/"}
    part = client.get("/jobs/?q=pilot", headers=headers)
    assert part.headers["HX-Push-Url"] == "/jobs/?q=pilot"
    assert part.headers["Cache-Control"] == "private, no-cache"
    assert len(store) == 0
    page = client.get("/jobs/?q=pilot")
    assert b"<!doctype html>" in page.content
    assert "HX-Request" in page.headers["Vary"]
    headers["hx-current-url"] = "http://testserver/jobs/?q=pilot"
    assert client.get("/jobs/?q=pilot", headers=headers).headers["HX-Push-Url"] == "false"


# --- The address


def test_the_same_search_is_kept_once_however_it_is_written(client, listing, is_kept):
    client.get("/jobs/?q=pilot&remote=remote&utm_source=letter")
    assert is_kept("/jobs/?remote=remote&q=pilot")
    assert is_kept("/jobs/?utm_campaign=7&q=pilot&remote=remote&fbclid=abc")
    assert len(store) == 1


def test_what_one_visitor_adds_to_the_address_is_shown_to_nobody(client, board):
    bulk_listings(board, 60)
    for path in ("/jobs/", "/companies/", "/jobs/feed.json", "/", "/sitemap.xml"):
        assert b"letter" not in client.get(path, {"utm_source": "letter", "page": "1"}).content


def test_other_values_are_other_pages(client, board):
    for title in ("Zeppelin pilot", "Ground crew"):
        LiveJobFactory(board=board, title=title)
    for _ in range(2):
        assert b"Ground crew" not in client.get("/jobs/?q=pilot").content
        assert b"Ground crew" in client.get("/jobs/?q=crew").content
        assert b"Ground crew" in client.get("/jobs/?q=cr%C3%A8w&q=crew").content


def test_a_search_reads_the_parameters_that_it_names_and_no_others(board):
    read = set()

    class Recording(QueryDict):
        def getlist(self, key, default=None):
            read.add(key)
            return super().getlist(key, default)

    SearchQuery.parse(Recording("q=x"), site=board.site)
    assert read == PARAMETERS


def test_boards_and_languages_do_not_meet(client, board, second_board):
    rules = second_board.rules
    rules.language = "fr"
    rules.save()
    LiveJobFactory(board=board, title="Zeppelin pilot")
    LiveJobFactory(board=second_board, title="Poster designer")
    for _ in range(2):
        here = client.get("/jobs/").content.decode()
        there = client.get("/jobs/", headers={"host": second_board.host}).content.decode()
        assert ("Zeppelin pilot" in here, "Poster designer" in here, '<html lang="en"' in here) == (
            True,
            False,
            True,
        )
        assert ("Zeppelin pilot" in there, "Poster designer" in there, '<html lang="fr"' in there) == (
            False,
            True,
            True,
        )


def test_http_and_https_do_not_meet(client, listing):
    client.get("/jobs/")
    client.get("/jobs/", secure=True)
    assert len(store) == 2


def test_a_change_of_one_board_leaves_the_others_pages(client, board, second_board, is_kept):
    listing = LiveJobFactory(board=board)
    for host in (board.host, second_board.host):
        client.get("/jobs/", headers={"host": host})
    JobPage.objects.filter(pk=listing.pk).update(salary_min=5)
    client.get("/jobs/", headers={"host": second_board.host})
    assert is_kept("/jobs/", host=second_board.host)
    assert not is_kept("/jobs/")


def test_a_host_that_is_no_boards_is_not_kept(client, listing):
    """With a wildcard in ALLOWED_HOSTS there are as many as somebody likes."""
    assert client.get("/jobs/", headers={"host": "anything.example"}).status_code == 200
    assert len(store) == 0


# --- What is sent


def test_each_encoding_is_the_same_page(client, board):
    bulk_listings(board, 10)
    plain = client.get("/jobs/")
    # The page is made once: what is kept in one encoding gives the others.
    with patch.object(visits, "Visit", side_effect=AssertionError):
        zipped = client.get("/jobs/", headers={"accept-encoding": "gzip, deflate"})
        best = client.get("/jobs/", headers={"accept-encoding": "gzip, deflate, br, zstd"})
        refused = client.get("/jobs/", headers={"accept-encoding": "gzip;q=0, br; q=0.0"})
    assert (
        gzip.decompress(zipped.content) == brotli.decompress(best.content) == refused.content == plain.content
    )
    assert [answer.headers.get("Content-Encoding") for answer in (plain, zipped, best, refused)] == [
        None, "gzip", "br", None,
    ]  # fmt: skip
    for answer in (plain, zipped, best):
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Content-Length"] == str(len(answer.content))
        assert answer.headers["ETag"] == plain.headers["ETag"]


def test_head_is_the_same_without_a_body(client, listing):
    whole = client.get("/jobs/")
    for _ in range(2):
        head = client.head("/jobs/")
        assert head.content == b""
        assert head.headers == whole.headers
        store.forget()


@pytest.mark.parametrize("path", ["/jobs/", "/jobs/feed.rss", "listing"])
def test_who_has_the_page_gets_304(client, listing, path):
    path = listing.url if path == "listing" else path
    etag = client.get(path).headers["ETag"]
    for _ in range(2):
        answer = client.get(path, headers={"if-none-match": etag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert client.get(path, headers={"if-none-match": '"another"'}).status_code == 200
        # Made again, it is still the same.
        store.forget()
    JobPage.objects.update(title="Another title", last_published_at=timezone.now())
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_feed_that_has_not_changed_since(client, listing):
    modified = client.get("/jobs/feed.rss").headers["Last-Modified"]
    for _ in range(2):
        assert client.get("/jobs/feed.rss", headers={"if-modified-since": modified}).status_code == 304
        store.forget()


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_long_stream_is_sent_as_it_is_made(client, board, monkeypatch, encoding):
    bulk_listings(board, 10)
    short = client.get("/jobs/feed.xml").content
    monkeypatch.setattr(visits, "MAX_STREAM_BYTES", 2_000)
    store.forget()
    answer = client.get("/jobs/feed.xml", headers={"accept-encoding": encoding})
    assert answer.streaming
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(encoding, bytes)
    assert unpack(answer.getvalue()) == short
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert len(store) == 0


# --- Views


def views():
    return sum(DailyCounts.objects.values_list("views", flat=True))


def test_each_reader_of_a_kept_listing_is_counted(client, listing):
    etag = client.get(listing.url).headers["ETag"]
    for number in range(7):
        client.get(listing.url, headers={"user-agent": BROWSER}, REMOTE_ADDR=f"192.0.2.{number}")
        client.get(listing.url, headers={"user-agent": "Googlebot/2.1"}, REMOTE_ADDR=f"192.0.2.{number}")
    assert views() == 7
    for number in range(7, 10):
        headers = {"user-agent": BROWSER, "if-none-match": etag}
        assert client.get(listing.url, headers=headers, REMOTE_ADDR=f"192.0.2.{number}").status_code == 304
    assert views() == 10
    client.get(listing.url, headers={"user-agent": BROWSER}, REMOTE_ADDR="192.0.2.1")
    assert views() == 10, "once a day"


# --- Time, memory, outages


def test_a_page_is_kept_for_a_minute_at_most(client, listing, is_kept):
    now = timezone.now().replace(hour=12, minute=30, second=0)
    with time_machine.travel(now, tick=False) as clock:
        client.get("/jobs/")
        clock.shift(59.9)
        assert is_kept("/jobs/")
        clock.shift(0.1)
        assert not is_kept("/jobs/")


def test_a_page_is_not_kept_beyond_midnight(client, listing, is_kept, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    JobPage.objects.update(expire_at=None)
    with time_machine.travel("2031-03-06 23:59:50+01:00", tick=False) as clock:
        client.get("/jobs/")
        clock.shift(9.9)
        assert is_kept("/jobs/")
        clock.shift(0.1)
        assert not is_kept("/jobs/")


def test_memory_is_bounded(client, board, settings):
    bulk_listings(board, 12)
    paths = [page.url for page in JobPage.objects.newest()]
    client.get(paths[0])
    settings.PAGE_CACHE_BYTES = 6 * (store.bytes + OVERHEAD)
    for path in paths:
        client.get(path)
        client.get(paths[0])
        assert store.bytes <= settings.PAGE_CACHE_BYTES
    assert 2 < len(store) < len(paths)
    with CaptureQueriesContext(connection) as queries:
        client.get(paths[0])
    assert len(queries) == 1, "what is asked for most is kept"


def test_nothing_is_kept_when_it_is_off(client, listing, settings, is_kept):
    settings.PAGE_CACHE_BYTES = 0
    first = client.get("/jobs/")
    assert not is_kept("/jobs/")
    assert len(store) == 0
    assert client.get("/jobs/", headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_while_the_database_is_away_what_is_kept_is_good_until_its_end(client, listing):
    client.raise_request_exception = False
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page = client.get("/jobs/").content
        with patch.object(connection, "cursor", side_effect=OperationalError):
            clock.shift(30)
            assert client.get("/jobs/").content == page
            assert client.get("/").status_code == 503
            clock.shift(31)
            assert client.get("/jobs/").status_code == 503

"""Views and clicks on Apply by day: how they are counted, and what the employer sees of them."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from jobs.listings.models import DailyCounts, DailySource, JobPage
from jobs.listings.models.sources import MAX_SOURCES, OTHER
from jobs.submissions.services.statistics import MAX_DAYS, statistics_of
from jobs.submissions.templatetags.charts import HEIGHT
from tests.factories import (
    ClosedJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    TimeIsUpJobFactory,
    UnpaidSubmissionFactory,
    page_of,
)

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TODAY = date(2030, 5, 17)


def look(client, path, method="get", **headers):
    return getattr(client, method)(path, headers={"user-agent": BROWSER} | headers)


def views():
    return list(DailyCounts.objects.filter(views__gt=0).values_list("page", "day", "views"))


# --- Counting


def test_views_are_added_up_by_day(board, client):
    page, other = LiveJobFactory(board=board), LiveJobFactory(board=board)
    JobPage.objects.update(expire_at=None)
    with time_machine.travel(datetime(2030, 5, 17, 23, 59, tzinfo=UTC), tick=False):
        for path in (page.url, other.url):
            answer = look(client, path)
        client.get(page.url, headers={"user-agent": BROWSER}, REMOTE_ADDR="203.0.113.9")
    with time_machine.travel(datetime(2030, 5, 18, 0, 0, tzinfo=UTC), tick=False):
        look(client, page.url)
    assert set(views()) == {
        (page.pk, TODAY, 2),
        (page.pk, TODAY + timedelta(days=1), 1),
        (other.pk, TODAY, 1),
    }
    assert answer.cookies == {}


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.5.0", ""])
def test_programs_are_not_counted(board, client, agent):
    assert look(client, LiveJobFactory(board=board).url, **{"user-agent": agent}).status_code == 200
    assert views() == []


def test_neither_is_looking_ahead_nor_what_is_no_view_of_the_listing(board, client):
    page = LiveJobFactory(board=board)
    look(client, page.url, **{"sec-purpose": "prefetch;prerender"})
    look(client, page.url, method="head")
    look(client, "/jobs/")
    look(client, f"{page.url}?")
    DailyCounts.objects.all().delete()
    for closed in (ClosedJobFactory(board=board), TimeIsUpJobFactory(board=board)):
        assert look(client, closed.url).status_code == 410
    assert views() == []


def test_the_preview_is_not_counted(board, sandbox, client):
    submission = PaidSubmissionFactory(board=board)
    assert look(client, submission.preview_url).status_code == 200
    assert views() == []


def test_a_count_that_fails_keeps_nobody_from_reading(board, client, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(DailyCounts.objects, "add_views", broken)
    assert look(client, LiveJobFactory(board=board).url).status_code == 200


def test_a_view_costs_three_queries(board, client):
    page = LiveJobFactory(board=board)

    def queries(agent):
        cache.clear()
        Site.clear_site_root_paths_cache()
        with CaptureQueriesContext(connection) as captured:
            look(client, page.url, **{"user-agent": agent})
        return [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]

    look(client, page.url)
    # The first browser's view is counted already.
    plain, counted = queries(""), queries(f"{BROWSER} (another)")
    stored = counted[len(plain) :]
    assert [sql.split()[0] for sql in stored] == ["INSERT", "SELECT", "INSERT"]
    assert "jobs_dailycounts" in stored[0] and "jobs_dailysource" in stored[2]


# --- What the employer sees


@pytest.fixture
def live(board, sandbox):
    submission = PaidSubmissionFactory(board=board)
    at = datetime(2030, 5, 1, 9, tzinfo=UTC)
    JobPage.objects.update(first_published_at=at, expire_at=at + timedelta(days=90))
    return submission


def counted(submission, day, views, clicks):
    DailyCounts.objects.create(page_id=submission.page_id, day=day, views=views, clicks=clicks)


def overview(client, submission):
    return BeautifulSoup(client.get(submission.get_absolute_url()).content, "html.parser")


@time_machine.travel(datetime(2030, 5, 3, 12, tzinfo=UTC), tick=False)
def test_each_day_since_it_went_live(live, client):
    counted(live, date(2030, 5, 1), 1200, 3)
    counted(live, date(2030, 5, 3), 34, 1)
    section = overview(client, live).select_one(".figures")
    sums = [" ".join(found.get_text().split()) for found in section.select(".figures-charts p:not([class])")]
    assert sums == ["1,234 views", "4 clicks on Apply"]
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in section.select("tbody tr")]
    assert rows == [["3 May 2030", "34", "1"], ["2 May 2030", "0", "0"], ["1 May 2030", "1,200", "3"]]
    # A day without a view has no bar, and one with a few can still be seen.
    views, clicks = ([int(bar["height"]) for bar in chart.select("rect")] for chart in section.select("svg"))
    assert views == [HEIGHT, 1]
    assert clicks == [HEIGHT, HEIGHT // 3]
    # The month's last day is at the right edge of both.
    ends = [span.get_text() for span in section.select(".chart-days span")]
    assert ends == ["4 April", "3 May"] * 2
    assert [int(chart.select("rect")[-1]["x"]) for chart in section.select("svg")] == [290, 290]


@time_machine.travel(datetime(2030, 7, 1, 12, tzinfo=UTC), tick=False)
def test_the_last_month_by_day_and_the_sum_of_all_time(live, client):
    counted(live, date(2030, 5, 2), 7, 2)
    counted(live, date(2030, 7, 1), 1, 0)
    found = statistics_of(page_of(live))
    assert (found.views.total, found.clicks.total) == (8, 2)
    assert len(found.days) == len(found.views.by_day) == MAX_DAYS
    assert (found.newest_first[0], found.newest_first[-1]) == (
        (date(2030, 7, 1), 1, 0),
        (date(2030, 6, 2), 0, 0),
    )


@time_machine.travel(datetime(2030, 9, 1, 12, tzinfo=UTC), tick=False)
def test_days_stop_where_the_listing_did(live, client):
    assert statistics_of(page_of(live)).days[-1] == date(2030, 7, 30)
    assert overview(client, live).select_one(".figures")


def test_nothing_before_it_is_published(board, client):
    draft = UnpaidSubmissionFactory(board=board)
    assert statistics_of(page_of(draft)) is None
    assert overview(client, draft).select_one(".figures") is None


# --- One reader


def test_one_reader_is_counted_once_a_day(board, client):
    page, other = LiveJobFactory(board=board), LiveJobFactory(board=board)
    for _ in range(40):
        look(client, page.url)
    look(client, other.url)
    assert [(page_id, number) for page_id, _day, number in views()] == [(page.pk, 1), (other.pk, 1)]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        look(client, page.url)
    assert sum(number for page_id, _day, number in views() if page_id == page.pk) == 2


def test_one_client_under_many_names_is_a_few_readers(board, client):
    page = LiveJobFactory(board=board)
    for number in range(40):
        look(client, page.url, **{"user-agent": f"Mozilla/5.0 Firefox/{number}"})
    assert [number for _page, _day, number in views()] == [5]


def test_readers_elsewhere_are_readers_of_their_own(board, client):
    page = LiveJobFactory(board=board)
    for number in range(8):
        client.get(page.url, headers={"user-agent": "Mozilla/5.0"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert [number for _page, _day, number in views()] == [8]


# --- Where readers came from


def sources():
    return list(DailySource.objects.order_by("source").values_list("source", "views"))


def test_a_view_is_counted_under_the_host_it_came_from(board, client):
    page = LiveJobFactory(board=board)
    for number, referer in enumerate(
        [
            "https://www.news.example/item?id=1#secret",
            "https://news.example/",
            "",
            "not an address",
            "https://[broken",
            "android-app://com.reader.example/",
        ]
    ):
        agent = f"{BROWSER} {number}"
        client.get(
            page.url,
            headers={"user-agent": agent, "referer": referer},
            REMOTE_ADDR=f"203.0.113.{number}",
        )
    assert sources() == [("", 3), ("com.reader.example", 1), ("news.example", 2)]
    assert sum(row[2] for row in views()) == 6


def test_a_flood_of_made_up_sources_is_one_row(board):
    page = LiveJobFactory(board=board)
    with transaction.atomic():
        DailySource.objects.add_views({(page.pk, TODAY, f"spam{n}.example"): 1 for n in range(100)})
        DailySource.objects.add_views({(page.pk, TODAY, "late.example"): 5})
    assert DailySource.objects.count() == MAX_SOURCES + 1
    assert DailySource.objects.get(source=OTHER).views == 100 - MAX_SOURCES + 5


def test_the_employer_sees_the_sources_and_downloads_them(board, sandbox, client):
    submission = PaidSubmissionFactory(board=board)
    page = page_of(submission)
    today = timezone.localdate()
    DailyCounts.objects.create(page=page, day=today, views=7, clicks=2)
    for source, number in (("=cmd.example", 1), (board.site.hostname, 2), ("", 3)):
        DailySource.objects.create(page=page, day=today, source=source, views=number)
    html = client.get(submission.manage_url).content.decode()
    assert "this board" in html
    assert "direct, or not known" in html
    answer = client.get(f"{submission.manage_url}statistics.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows == [
        ["Day", "Source", "Views", "Clicks on Apply"],
        [today.isoformat(), "direct, or not known", "3", "2"],
        [today.isoformat(), "this board", "2", "0"],
        [today.isoformat(), "'=cmd.example", "1", "0"],
        [today.isoformat(), "unknown", "1", "0"],
    ]


def test_a_draft_has_no_statistics_to_download(board, client):
    submission = UnpaidSubmissionFactory(board=board)
    assert client.get(f"{submission.manage_url}statistics.csv").status_code == 404

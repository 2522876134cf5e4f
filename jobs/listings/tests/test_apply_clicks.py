"""Apply: one way out, counted by day and by nothing else."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse

from jobs.listings.models import DailyCounts, JobPage
from tests.factories import (
    ClosedJobFactory,
    DraftJobFactory,
    LiveJobFactory,
    PaidSubmissionFactory,
    TimeIsUpJobFactory,
    page_of,
)

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TODAY = date(2030, 5, 17)


def way_to_apply(page):
    return reverse("jobs:listing_apply", args=[page.pk])


def click(client, page, method="get", **headers):
    return getattr(client, method)(way_to_apply(page), headers={"user-agent": BROWSER} | headers)


def clicks():
    return list(DailyCounts.objects.filter(clicks__gt=0).values_list("day", "clicks"))


def test_the_page_has_one_way_to_apply_and_it_leads_there(board, client):
    page = LiveJobFactory(board=board, apply_url="https://company.example/jobs/7?from=board")
    html = client.get(page.url).content.decode()
    assert html.count(way_to_apply(page)) == 1
    assert f'href="{way_to_apply(page)}" rel="nofollow noopener"' in html
    answer = click(client, page)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "https://company.example/jobs/7?from=board",
    )
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["cache-control"]
    assert answer.cookies == {}


def test_applying_by_mail_is_counted_too(board, client):
    page = LiveJobFactory(board=board, title="Cook & bottle washer", apply_url="", apply_email="a@b.example")
    answer = click(client, page)
    assert answer.headers["location"] == "mailto:a@b.example?subject=Cook%20%26%20bottle%20washer"
    assert [count for _day, count in clicks()] == [1]
    assert "a@b.example" in client.get(page.url).content.decode()


def test_a_number_that_no_database_can_hold_is_no_listing(board, client):
    for leaf in ("apply/", "report/", "card.png"):
        assert client.get(f"/listings/{'9' * 30}/{leaf}").status_code == 404


def test_a_listing_that_says_no_way_to_apply_has_no_button(board, client):
    page = LiveJobFactory(board=board)
    JobPage.objects.update(apply_url="")
    assert way_to_apply(page) not in client.get(page.url).content.decode()
    assert click(client, page).headers["location"] == page.url
    assert clicks() == []


def test_clicks_are_added_up_by_day(board, client):
    page, other = LiveJobFactory(board=board), LiveJobFactory(board=board)
    JobPage.objects.update(expire_at=None)
    with time_machine.travel(datetime(2030, 5, 17, 23, 59, tzinfo=UTC), tick=False):
        for number in range(3):
            click(client, page, **{"user-agent": f"{BROWSER} {number}"})
            click(client, page, **{"user-agent": f"{BROWSER} {number}"})
        click(client, other)
    with time_machine.travel(datetime(2030, 5, 18, 0, 0, tzinfo=UTC), tick=False):
        click(client, page)
    counted = DailyCounts.objects.filter(page=page).values_list("day", "clicks")
    assert list(counted) == [(TODAY, 3), (TODAY + timedelta(days=1), 1)]
    assert list(DailyCounts.objects.filter(page=other).values_list("clicks", flat=True)) == [1]


def test_nothing_about_the_reader_is_kept():
    assert {field.name for field in DailyCounts._meta.get_fields()} == {
        "id",
        "page",
        "day",
        "views",
        "clicks",
    }


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://bot.example)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "SomethingCrawler 1.0",
        "",
    ],
)
def test_programs_are_led_on_and_not_counted(board, client, agent):
    answer = click(client, LiveJobFactory(board=board), **{"user-agent": agent})
    assert answer.status_code == 303
    assert clicks() == []


def test_a_telephone_named_like_a_robot_is_a_reader(board, client):
    agent = "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile"
    click(client, LiveJobFactory(board=board), **{"user-agent": agent})
    assert [count for _day, count in clicks()] == [1]


def test_looking_ahead_is_not_counted(board, client):
    page = LiveJobFactory(board=board)
    click(client, page, **{"sec-purpose": "prefetch;prerender"})
    click(client, page, method="head")
    assert clicks() == []
    assert client.post(way_to_apply(page)).status_code == 405


def test_a_closed_listing_leads_to_its_own_page(board, client):
    for factory in (ClosedJobFactory, TimeIsUpJobFactory):
        page = factory(board=board)
        answer = client.get(way_to_apply(page), headers={"user-agent": BROWSER}, follow=True)
        assert answer.redirect_chain == [(page.url, 303)]
        assert answer.status_code == 410
        assert page.apply_url not in answer.content.decode()
    assert clicks() == []


def test_what_is_not_this_boards_or_was_never_seen_is_not_found(board, second_board, client):
    for page in (DraftJobFactory(board=board), LiveJobFactory(board=second_board)):
        assert click(client, page).status_code == 404
    assert client.get(reverse("jobs:listing_apply", args=[10**6])).status_code == 404


def test_a_count_that_fails_keeps_nobody_from_applying(board, client, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(DailyCounts.objects, "count_one", broken)
    page = LiveJobFactory(board=board)
    assert click(client, page).headers["location"] == page.apply_url


def test_the_preview_does_not_lead_there(board, sandbox, client):
    submission = PaidSubmissionFactory(board=board)
    html = client.get(submission.preview_url).content.decode()
    assert 'href="https://wagonworks.example/apply"' not in html
    assert way_to_apply(page_of(submission)) not in html


def test_robots_are_kept_from_it(board, client):
    assert "Disallow: /listings/*/apply/" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_are_all_counted(board):
    page = LiveJobFactory(board=board)
    start = threading.Barrier(4)

    def one():
        start.wait()
        try:
            for _ in range(5):
                DailyCounts.objects.count_one("clicks", page_id=page.pk, day=TODAY)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clicks() == [(TODAY, 20)]

"""Two hosts with page caches of their own show what the database says, and count all readers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from caching.generations import Watcher
from jobs.listings.models import Company, DailyCounts, JobPage
from jobs.listings.services.expiry import move_end
from tests.caching.hosts import BROWSER, running, seen_by_all
from tests.factories import LiveJobFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_hosts_follow_the_database(board, second_board, tmp_path):
    LiveJobFactory(board=board, title="Ground crew")
    other = LiveJobFactory(board=second_board, title="Poster designer")
    with running(2, tmp_path) as hosts:
        for host in hosts:
            host.get("/jobs/")
            assert "Zeppelin" not in host.text("/jobs/")

        page = LiveJobFactory(board=board, title="Zeppelin pilot")
        assert seen_by_all(hosts, "/jobs/", shows="Zeppelin pilot")
        assert seen_by_all(hosts, page.url, shows="Zeppelin pilot")

        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET title = 'Airship pilot' WHERE id = %s", [page.pk])
        assert seen_by_all(hosts, "/jobs/", shows="Airship pilot", lacks="Zeppelin pilot")

        with transaction.atomic():
            Company.objects.update(name="Never Inc.")
            assert [host.text("/jobs/").count("Never Inc.") for host in hosts] == [0, 0]
            transaction.set_rollback(True)
        assert [host.text("/jobs/").count("Never Inc.") for host in hosts] == [0, 0]

        end = timezone.now() + timedelta(seconds=3)
        move_end(page=page, end=end)
        assert seen_by_all(hosts, "/jobs/", shows="Airship pilot")
        looked = 0
        while timezone.now() < end + timedelta(milliseconds=500):
            for host in hosts:
                asked = timezone.now()
                status, text, _answer = host.get(page.url)
                listed = "Airship pilot" in host.text("/jobs/")
                if asked >= end:
                    looked += 1
                    assert (status, listed) == (410, False)
        assert looked > 0

        for host in hosts:
            there = host.get("/jobs/", host=second_board.host)[1]
            assert "Poster designer" in there
            assert "Ground crew" not in there
        JobPage.objects.filter(pk=other.pk).update(live=False)
        deadline = timezone.now() + timedelta(seconds=60)
        while any("Poster designer" in host.get("/jobs/", host=second_board.host)[1] for host in hosts):
            assert timezone.now() < deadline


def test_every_reader_is_counted_also_when_a_host_ends(board, tmp_path):
    page = LiveJobFactory(board=board)
    with running(2, tmp_path) as hosts:
        etag = hosts[0].get(page.url)[2].headers["ETag"]
        for number in range(40):
            headers = {"User-Agent": BROWSER, "X-Forwarded-For": f"192.0.2.{number}"}
            if number % 3 == 0:
                headers["If-None-Match"] = etag
            hosts[number % 2].get(page.url, **headers)
            hosts[number % 2].get(page.url, **headers | {"User-Agent": "Googlebot/2.1"})
    assert sum(DailyCounts.objects.values_list("views", flat=True)) == 40


@pytest.mark.postgres
def test_a_transaction_that_commits_late_is_seen(board):
    page, other = LiveJobFactory(board=board), LiveJobFactory(board=board)
    watcher = Watcher()

    def elsewhere(action):
        """Run it on a connection that sees only what is committed."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(_and_close, action).result()

    def generation():
        return watcher.current().of(board.site.pk)

    with transaction.atomic():
        JobPage.objects.filter(pk=page.pk).update(title="Committed late")
        elsewhere(lambda: JobPage.objects.filter(pk=other.pk).update(title="Committed first"))
        # The row of the late one has the lower id, and nobody else sees it yet.
        before = elsewhere(generation)
        assert elsewhere(generation) == before
    assert elsewhere(generation) != before


def _and_close(action):
    try:
        return action()
    finally:
        connection.close()

"""A staging site says on every page that it is one."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

STRIP = "Everything here is a rehearsal"


@pytest.fixture
def staging(board):
    place = settings.MIDDLEWARE.index("django.middleware.gzip.GZipMiddleware") + 1
    middleware = [
        *settings.MIDDLEWARE[:place],
        "home.staging.StagingMiddleware",
        *settings.MIDDLEWARE[place:],
    ]
    with override_settings(MIDDLEWARE=middleware):
        yield board


@pytest.mark.parametrize("path", ["/", "/jobs/", "/post-a-job/", "/no-such-page/", "/admin/login/"])
def test_every_page_says_so_once(staging, path):
    answer = Client().get(path)
    page = answer.content.decode()

    assert page.count(STRIP) == 1
    assert page.index("<body") < page.index(STRIP) < page.index("<main")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)


def test_also_the_pages_of_the_admin(staging, admin_client):
    page = admin_client.get("/admin/").content.decode()

    assert page.count(STRIP) == 1
    assert page.index(STRIP) > page.index('data-controller="')


def test_feeds_and_parts_of_pages_stay_as_they_are(staging):
    assert STRIP not in Client().get("/jobs/feed.json").content.decode()
    assert STRIP not in Client().get("/jobs/", headers={"HX-Request": "true"}).content.decode()


def test_no_other_site_says_so(client, board):
    assert STRIP not in client.get("/").content.decode()

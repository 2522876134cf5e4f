"""The sitemap and robots.txt name all public pages of the board, and nothing else."""

import re

import pytest
from wagtail.models import PageViewRestriction

from home import sitemaps
from home.models import StandardPage
from jobs.listings.models import JobPage
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Address → date of last change, as a sitemap lists them."""

    def read(address="/sitemap.xml", host="testserver"):
        answer = client.get(address, headers={"host": host})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
        entries = re.findall(r"<loc>(.*?)</loc>(?:\s*<lastmod>(.*?)</lastmod>)?", answer.content.decode())
        return dict(entries)

    return read


def test_pages_that_can_be_read(board, read):
    listing = LiveJobFactory(board=board)
    for dead in (DraftJobFactory, TimeIsUpJobFactory, ExpiredJobFactory, ClosedJobFactory):
        dead(board=board)
    private = board.home.add_child(instance=StandardPage(title="Private", slug="private"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    doors = {"http://testserver/companies/", "http://testserver/post-a-job/"}
    found = {address for address in read() if not re.search("/companies/.", address)}
    assert found == {"http://testserver/", "http://testserver/jobs/", listing.full_url} | doors


def test_when_a_listing_was_last_changed(board, read):
    listing = LiveJobFactory(board=board)
    assert read()[listing.full_url] == listing.last_published_at.strftime("%Y-%m-%d")


def test_companies_and_categories_with_something_to_read(board, read):
    company = CompanyFactory(site=board.site)
    category = CategoryFactory(site=board.site, slug="rust")
    LiveJobFactory(board=board, company=company, category=category)
    LiveJobFactory(board=board, company=company, category=category)
    TimeIsUpJobFactory(
        board=board, company=CompanyFactory(site=board.site), category=CategoryFactory(site=board.site)
    )
    addresses = list(read())
    assert [url for url in addresses if re.search("/companies/.", url)] == [
        f"http://testserver/companies/{company.slug}/"
    ]
    assert [url for url in addresses if "/categories/" in url] == ["http://testserver/categories/rust/"]


def test_each_board_has_its_own(board, second_board, read):
    second_board.site.port = 8443
    second_board.site.save()
    here = LiveJobFactory(board=board)
    there = LiveJobFactory(board=second_board)
    assert here.full_url in read()
    addresses = read(host="designers.localhost:8443")
    assert there.full_url in addresses
    assert [url for url in addresses if not url.startswith("http://designers.localhost:8443/")] == []


def test_a_large_board_is_told_in_several_files(board, read, monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_IN_ONE_FILE", 10)
    bulk_listings(board, 15)
    files = list(read())
    assert files[0] == "http://testserver/sitemap-pages.xml"
    found = [url for file in files for url in read(file.removeprefix("http://testserver"))]
    assert len(found) == len(set(found))
    assert {listing.full_url for listing in JobPage.objects.live()} <= set(found)


def test_sections_there_are_none_of(board, client):
    assert client.get("/sitemap-secrets.xml").status_code == 404
    assert client.get("/sitemap-pages.xml?p=2").status_code == 404
    assert client.get("/sitemap-pages.xml?p=x").status_code == 404


def test_robots(board, second_board, client):
    text = client.get("/robots.txt", headers={"host": "designers.localhost"}).content.decode()
    assert "Sitemap: http://designers.localhost/sitemap.xml" in text
    disallowed = re.findall(r"Disallow: (\S+)", text)
    for private in ("/admin/login/", "/submissions/secret/", "/alerts/secret/", "/payments/stripe/webhook/"):
        assert private.startswith(tuple(disallowed))
    for public in ("/", "/jobs/", "/jobs/feed.rss", "/companies/", "/sitemap.xml"):
        assert not public.startswith(tuple(disallowed))

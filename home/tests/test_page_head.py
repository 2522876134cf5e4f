"""A page's head gives search engines and shared links one address for one content, and plain descriptions."""

import re
from html import unescape

import pytest

from jobs.listings.models import Category
from tests.factories import CategoryFactory, CompanyFactory, LiveJobFactory, bulk_listings

pytestmark = pytest.mark.django_db


def canonical(client, address):
    (found,) = re.findall(r'<link rel="canonical" href="(.*?)">', client.get(address).content.decode())
    return unescape(found).removeprefix("http://testserver")


def described(client, address):
    """Return the text of both descriptions in the page's head, as search engines show it."""
    html = client.get(address).content.decode()
    found = re.findall(r'<meta (?:name="description"|property="og:description") content="(.*?)">', html)
    return [unescape(text) for text in found]


def test_a_page_number_is_no_address_where_nothing_has_pages(board, client):
    listing = LiveJobFactory(board=board)
    for path in ("/", listing.get_url(), "/post-a-job/", "/alerts/"):
        assert canonical(client, f"{path}?page=2") == path


@pytest.mark.parametrize("number", ["99", "9" * 30, "٣"])
def test_pages_there_are_none_of_are_the_one_shown_instead(board, client, number):
    company = CompanyFactory(site=board.site)
    LiveJobFactory(board=board, company=company, category=CategoryFactory(site=board.site))
    for path in (
        "/companies/",
        company.get_absolute_url(),
        Category.objects.get().get_absolute_url(),
        "/jobs/",
    ):
        assert canonical(client, f"{path}?page={number}") == path


def test_further_pages_have_an_address_of_their_own(board, client):
    bulk_listings(board, 49)
    assert canonical(client, "/companies/?page=2&utm_source=mail") == "/companies/?page=2"
    assert canonical(client, "/companies/?page=1") == "/companies/"


def test_a_number_beyond_measure_is_no_fault(board, client):
    assert client.get(f"/?page={'9' * 5000}").status_code == 200
    assert client.get(f"/companies/?page={'9' * 5000}").status_code == 200


def test_another_order_of_the_same_list_is_not_for_search_engines(board, client):
    LiveJobFactory(board=board)
    noindex = '<meta name="robots" content="noindex, follow">'
    assert noindex in client.get("/jobs/?sort=salary").content.decode()
    assert noindex not in client.get("/jobs/?sort=newest").content.decode()


def test_a_description_shows_signs_as_signs(board, client):
    listing = LiveJobFactory(
        board=board,
        description="<p>R&amp;D for <b>AT&amp;T</b> in &lt;10&nbsp;ms, &quot;now&quot;</p><p>Join</p>",
    )
    found = described(client, listing.get_url())
    assert len(found) == 2
    for text in found:
        assert text.endswith('. R&D for AT&T in <10 ms, "now" Join')

"""A page that editors restrict is for whom they say; one that is not, for everybody."""

import pytest
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from tests.factories import LiveJobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def private(board):
    return board.home.add_child(instance=StandardPage(title="Private", slug="private"))


def test_a_restricted_page_asks_who_reads_it(board, private, client):
    assert client.get(private.url).status_code == 200
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    below = private.add_child(instance=StandardPage(title="Below", slug="below"))
    for page in (private, below):
        answer = client.get(page.url)
        assert answer.status_code == 302 and "login" in answer.url
    assert client.get("/").status_code == 200
    assert client.get(LiveJobFactory(board=board).url).status_code == 200


def test_the_list_of_jobs_is_found_at_its_slug_when_it_is_live(board, client):
    board.index.slug = "openings"
    board.index.save_revision().publish()
    assert client.get("/openings/").status_code == 200
    assert client.get("/jobs/").status_code == 404
    board.index.unpublish()
    assert client.get("/openings/").status_code == 404

"""Values are kept until the board changes, or something of them may have ended."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import RequestFactory

from boards.models import BoardSettings
from caching.kept import Kept, in_transaction
from jobs.listings.models import JobIndexPage
from tests.factories import LiveJobFactory, make_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return []


@pytest.fixture
def ask(board, made):
    kept: Kept[int] = Kept(limit=3, ends=True)

    def value(key="any", site=board.site):
        def make():
            made.append(key)
            return len(made)

        return kept.get(key, make, request=RequestFactory().get("/"), site_id=site.pk)

    return value


def test_made_once_for_each_key(ask, made):
    assert [ask("a"), ask("b"), ask("a"), ask("b")] == [1, 2, 1, 2]


def test_made_anew_after_a_change_of_the_board(ask, board):
    assert (ask(), ask()) == (1, 1)
    LiveJobFactory(board=board)
    assert (ask(), ask()) == (2, 2)


def test_another_boards_change_does_not_matter(ask):
    other = make_board(hostname="other.example", name="Other")
    ask()
    LiveJobFactory(board=other)
    assert ask() == 1


def test_made_anew_when_a_listing_has_ended(ask, board):
    listing = LiveJobFactory(board=board)
    with time_machine.travel(listing.expire_at - timedelta(seconds=2), tick=False):
        assert (ask(), ask()) == (1, 1)
    with time_machine.travel(listing.expire_at, tick=False):
        assert ask() == 2


def test_the_least_recently_made_goes(ask, made):
    for key in "abcd":
        ask(key)
    ask("a")
    assert made == [*"abcd", "a"]


def test_a_request_knows_one_state(board):
    kept: Kept[int] = Kept()
    request = RequestFactory().get("/")
    assert kept.get("a", lambda: 1, request=request, site_id=board.site.pk) == 1
    LiveJobFactory(board=board)
    assert kept.get("a", lambda: 2, request=request, site_id=board.site.pk) == 1


def test_pages_show_a_changed_brand_and_menu_at_once(board, client):
    assert "Dusk" not in client.get("/").content.decode()
    BoardSettings.objects.filter(site=board.site).update(name="Dusk")
    assert "Dusk" in client.get("/").content.decode()
    JobIndexPage.objects.child_of(board.site.root_page).update(live=False)
    assert 'href="/jobs/"' not in client.get("/").content.decode()


def test_another_page_of_the_same_state_asks_for_neither_board_nor_brand(
    board, client, cold, django_assert_num_queries
):
    cold()
    client.get("/nothing-here/")
    with django_assert_num_queries(2):
        # Wagtail looks for a page and for a redirect.
        client.get("/nothing-there/")


def test_only_missing_values_are_made(board):
    kept: Kept[str] = Kept()
    asked = []

    def values(*keys):
        def make(missing):
            asked.append(missing)
            return {key: key.upper() for key in missing if key != "none"}

        return kept.get_many(keys, make, request=RequestFactory().get("/"), site_id=board.site.pk)

    assert values("a", "b") == {"a": "A", "b": "B"}
    assert values("b", "c", "none") == {"b": "B", "c": "C"}
    assert values("a", "b", "c") == {"a": "A", "b": "B", "c": "C"}
    assert asked == [["a", "b"], ["c", "none"]]


def test_what_a_transaction_made_is_not_kept_for_others(ask, board):
    """Django's private mark of its tests' own transactions still tells the two apart."""
    assert not in_transaction()
    with suppress(ZeroDivisionError), transaction.atomic():
        assert in_transaction()
        assert ask() == 1
        raise ZeroDivisionError
    assert (ask(), ask()) == (2, 2)

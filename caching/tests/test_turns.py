"""Pages wait while somebody is first, and nobody waits for long."""

from threading import Thread

import pytest

from caching import turns

LONG = 30.0


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(turns, "MAX_WAIT_SECONDS", LONG)
    monkeypatch.setattr(turns, "MAX_FIRST_SECONDS", LONG)


@pytest.fixture
def page():
    """A thread that makes a page."""
    return Thread(target=turns.give_way, daemon=True)


def test_a_page_waits_until_nobody_is_first(patient, page):
    with turns.first():
        with turns.first():
            page.start()
        page.join(0.1)
        assert page.is_alive()
    page.join(LONG)
    assert not page.is_alive()


def test_a_page_waits_no_longer_than_it_may(patient, page, monkeypatch):
    monkeypatch.setattr(turns, "MAX_WAIT_SECONDS", 0.01)
    with turns.first():
        page.start()
        page.join(LONG)
        assert not page.is_alive()


def test_nobody_is_first_for_long(patient, page, monkeypatch):
    """Such as a webhook that waits for a lock."""
    monkeypatch.setattr(turns, "MAX_FIRST_SECONDS", 0.01)
    with turns.first():
        page.start()
        page.join(LONG)
        assert not page.is_alive()


def test_without_anybody_no_page_waits(patient):
    turns.give_way()


def test_an_error_lets_pages_go_on(patient):
    with pytest.raises(ZeroDivisionError), turns.first():
        raise ZeroDivisionError
    turns.give_way()

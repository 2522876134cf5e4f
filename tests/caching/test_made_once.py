"""Who asks for a page that another request is having made waits for that one, but not for long."""

from threading import Event, Semaphore

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from caching import middleware
from caching.marks import ForReaders, begin
from caching.middleware import PageCacheMiddleware
from caching.store import store
from tests.threads import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """The site behind the page cache. Its second page takes until so many have come to the gate."""

    def __init__(self, gate, others):
        self.gate, self.others, self.made = gate, others, 0

    def __call__(self, request):
        begin(request, ForReaders())
        self.made += 1
        number = self.made
        if number == 2:
            for _ in range(self.others):
                assert self.gate.acquire(timeout=PATIENCE)
        if number == 3:
            self.gate.release()
        return HttpResponse(str(number))


@pytest.fixture
def waiting(monkeypatch):
    waiting = Semaphore(0)

    class Counting(Event):
        def wait(self, timeout=None):
            waiting.release()
            return super().wait(timeout)

    monkeypatch.setattr(middleware, "Event", Counting)
    return waiting


def ask(front):
    return lambda: front(RequestFactory().get("/page/")).content


def test_four_who_ask_at_once_have_it_made_once(board, waiting, monkeypatch):
    monkeypatch.setattr(middleware, "PATIENCE_SECONDS", PATIENCE)
    site = Site(waiting, others=3)
    front = PageCacheMiddleware(site)
    # Known as a page that is kept.
    ask(front)()
    store.forget()
    assert at_once([ask(front)] * 4) == [b"2"] * 4
    assert site.made == 2


def test_who_has_waited_long_enough_has_it_made(board, monkeypatch):
    monkeypatch.setattr(middleware, "PATIENCE_SECONDS", 0)
    front = PageCacheMiddleware(Site(Semaphore(0), others=1))
    ask(front)()
    store.forget()
    assert sorted(at_once([ask(front)] * 2)) == [b"2", b"3"]

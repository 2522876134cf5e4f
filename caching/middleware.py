"""The page cache: answer readers with finished, compressed bytes before any other part of the site is run."""

import time
from collections.abc import Callable
from threading import Event, Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from caching import compression, turns
from caching.addresses import Address, address_of, is_for_everybody, parameters_of
from caching.answers import answer, in_encoding
from caching.generations import Generations
from caching.kept import generations_of
from caching.store import Entry, store
from caching.visits import Visit

# How long a request waits for another one that is having the same page made.
PATIENCE_SECONDS = 0.5


class PageCacheMiddleware:
    """First of all middleware: what is kept has been through every other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._lock = Lock()
        self._being_made: dict[Address, Event] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = address_of(request) if is_for_everybody(request) else None
        if address is None:
            return Visit(request).finish(self.get_response(request))
        # Asked for before anything is read: what changes while the page is made ends it.
        generations = generations_of(request)
        encoding = compression.choose(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        kept = _kept(address, encoding, generations)
        if kept is not None:
            return answer(request, kept)
        if parameters_of(address.host, address.path) is None:
            # It may be a page that is never kept: nobody has to wait for another.
            return self._make(request, address, generations)
        return self._make_once(request, address, generations, encoding)

    def _make(self, request: HttpRequest, address: Address, generations: Generations) -> HttpResponseBase:
        turns.give_way()
        visit = Visit(request, address, generations)
        return visit.finish(self.get_response(request))

    def _make_once(
        self, request: HttpRequest, address: Address, generations: Generations, encoding: str
    ) -> HttpResponseBase:
        """Make the page, unless another thread is making it."""
        with self._lock:
            done = self._being_made.get(address)
            if done is None:
                mine = self._being_made[address] = Event()
        if done is not None:
            done.wait(PATIENCE_SECONDS)
            generations = generations_of(request, again=True)
            kept = _kept(address, encoding, generations)
            return self._make(request, address, generations) if kept is None else answer(request, kept)
        try:
            return self._make(request, address, generations)
        finally:
            with self._lock:
                del self._being_made[address]
            mine.set()


def _kept(address: Address, encoding: str, generations: Generations) -> Entry | None:
    """Return the answer that is kept and still good, in this encoding or made so from another."""
    for each in (encoding, *compression.ENCODINGS):
        entry = store.get(address, each)
        if entry is not None and entry.is_good(generations, time.time()):
            if each != encoding:
                entry = in_encoding(entry, encoding)
                store.put(address, encoding, entry, settings.PAGE_CACHE_BYTES)
            return entry
    return None

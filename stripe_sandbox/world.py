"""What all parts of the sandbox share: store, clock, webhook endpoints, events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from stripe_sandbox import objects
from stripe_sandbox.faults import Faults
from stripe_sandbox.objects import Object
from stripe_sandbox.store import Store

# The API request that causes an event; events of the pay page and the panel have none.
_request: ContextVar[Object | None] = ContextVar("sandbox_request", default=None)


@dataclass(frozen=True)
class Endpoint:
    """A webhook receiver.

    `types` are the event types it subscribes to; `*` is all of them.
    """

    url: str
    types: frozenset[str] = frozenset({"*"})

    def wants(self, event_type: str) -> bool:
        return "*" in self.types or event_type in self.types


class World:
    """The state of one sandbox."""

    def __init__(
        self, store: Store, *, clock: Callable[[], float], endpoints: list[Endpoint], public_url: str
    ) -> None:
        self.store = store
        self.clock = clock
        self.endpoints = endpoints
        self.public_url = public_url.rstrip("/")
        self.faults = Faults(store)
        self.wake = threading.Event()

    def time(self) -> float:
        """Return the sandbox's time: the clock's, plus the seconds that it was advanced."""
        return self.clock() + float(self.store.setting("clock_offset", 0))

    def now(self) -> int:
        return int(self.time())

    def advance(self, seconds: float) -> int:
        """Move the time forward and return it."""
        with self.store.transaction():
            self.store.set_setting("clock_offset", float(self.store.setting("clock_offset", 0)) + seconds)
        self.wake.set()
        return self.now()

    @contextmanager
    def during(self, request: Object) -> Iterator[None]:
        """Name this API request in the events that are emitted inside."""
        token = _request.set(request)
        try:
            yield
        finally:
            _request.reset(token)

    def emit(self, event_type: str, subject: Object, previous: Object | None = None) -> Object:
        """Record an event and queue it for every endpoint that wants it."""
        wanted = [endpoint for endpoint in self.endpoints if endpoint.wants(event_type)]
        event = objects.event(
            event_type,
            subject,
            now=self.now(),
            previous=previous,
            request=_request.get(),
            endpoints=len(wanted),
        )
        self.store.add(event)
        for endpoint in wanted:
            self.queue(event["id"], endpoint.url)
        self.wake.set()
        return event

    def queue(self, event_id: str, url: str) -> None:
        """Queue an event for one endpoint."""
        self.store.execute(
            "insert into deliveries (event, url, state, next_at) values (?, ?, 'pending', ?)",
            (event_id, url, self.time()),
        )

"""Serve a sandbox on a loopback port, and post its webhooks in the background."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import httpx
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from stripe_sandbox import checkout
from stripe_sandbox.app import create_app
from stripe_sandbox.sandbox import Sandbox

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_POST_TIMEOUT = 10.0
_MAX_WAIT = 1.0

log = logging.getLogger(__name__)


class Output(Protocol):
    """A text stream, such as `sys.stdout` or the `stdout` of a Django command."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> None: ...


class Deliverer(threading.Thread):
    """Posts webhooks as they become due.

    Redirects are not followed: Stripe counts them as failures.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(name="sandbox-deliverer", daemon=True)
        self._sandbox = sandbox
        self._ending = threading.Event()
        self._client = httpx.Client(timeout=_POST_TIMEOUT, follow_redirects=False, trust_env=False)

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._round()
            except sqlite3.Error:
                # The store may be closed before a slow receiver answers.
                if not self._ending.is_set():
                    raise

    def _round(self) -> None:
        world = self._sandbox.world
        world.wake.clear()
        checkout.expire_due(world)
        for attempt in self._sandbox.deliveries.deliver_due(self._post):
            outcome = attempt.error or attempt.status
            level = logging.INFO if attempt.delivered else logging.WARNING
            log.log(level, "%s %s to %s: %s", attempt.type, attempt.event, attempt.url, outcome)
        next_at = self._sandbox.deliveries.next_at()
        wait = _MAX_WAIT if next_at is None else next_at - world.time()
        world.wake.wait(min(max(wait, 0.02), _MAX_WAIT))

    def _post(self, url: str, payload: bytes, headers: dict[str, str]) -> int:
        if self._ending.is_set():
            raise ConnectionAbortedError("the sandbox is stopping")
        return self._client.post(url, content=payload, headers=headers).status_code

    def end(self) -> None:
        self._ending.set()
        self._sandbox.world.wake.set()
        self.join(timeout=1)
        if not self.is_alive():
            self._client.close()


class _Protocol(H11Protocol):
    """Gives the application its connection, so that a fault can close it."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "sandbox.transport": transport}, receive, send)

        self.app = with_transport


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.config.app.state.deliverer.start()  # type: ignore[union-attr]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.app.state.stopping = True  # type: ignore[union-attr]
        await asyncio.to_thread(self.config.app.state.deliverer.end)  # type: ignore[union-attr]
        await super().shutdown(sockets)


def build_server(
    sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 12111, behind_proxy: bool = False
) -> uvicorn.Server:
    """Build the server of a sandbox.

    Raises ValueError when `host` is not a loopback address, unless a proxy of yours decides who comes in.
    """
    if host not in LOOPBACK and not behind_proxy:
        raise ValueError(f"The sandbox binds loopback addresses only, not {host}.")
    app = create_app(sandbox)
    app.state.deliverer = Deliverer(sandbox)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return _Server(config)


def serve(
    sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 12111, behind_proxy: bool = False
) -> None:
    """Serve until SIGINT or SIGTERM, then close the sandbox."""
    server = build_server(sandbox, host=host, port=port, behind_proxy=behind_proxy)
    # uvicorn raises the signal again at its end: ignored there, it leaves the exit status at 0.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sandbox.close()


def run(
    state: str = ":memory:",
    *,
    host: str = "127.0.0.1",
    port: int = 12111,
    public_url: str = "",
    secret_key: str = "sk_test_sandbox",  # noqa: S107 - an obvious fake
    webhook_secrets: Sequence[str] = ("whsec_sandbox",),
    webhook_urls: Sequence[str] = (),
    event_types: Sequence[str] = ("*",),
    out: Output | None = None,
    prepare: Callable[[Sandbox], object] | None = None,
) -> None:
    """Make a sandbox and serve it on `host` until SIGINT or SIGTERM.

    `public_url` is where browsers find its pay pages, behind a proxy; without it the sandbox answers this machine
    alone, and a `host` that others can reach raises ValueError.

    `prepare` is called before it answers, for example to add what was paid before. `state` is the SQLite file that
    keeps its objects. Raises LiveKeyRefused for a key that is not a test key.
    """
    url = public_url.rstrip("/") or f"http://127.0.0.1:{port}"
    sandbox = Sandbox(
        state,
        secret_key=secret_key,
        webhook_secrets=webhook_secrets,
        webhook_urls=webhook_urls,
        event_types=event_types,
        public_url=url,
    )
    if prepare is not None:
        prepare(sandbox)
    out = out or sys.stdout
    out.write(f"Sandbox: {url}/ (state in {'memory' if state == ':memory:' else state})\n")
    out.flush()
    serve(sandbox, host=host, port=port, behind_proxy=bool(public_url))

"""The real site and the real sandbox, both listening on loopback, and a browser that hides nothing.

What a journey changes in between, as an editor's clock or a lost webhook would, it changes in the database or
in the sandbox directly; everything the people in it do goes through Chromium.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from boards import limits
from jobs.submissions.models import Plan
from stripe_sandbox import Sandbox
from stripe_sandbox.server import build_server
from tests import stripe_door
from tests.browser.journeys.people import Editor, Employer
from tests.browser.journeys.waiting import SECONDS, until
from tests.factories import Board, FeaturedPlanFactory, PlanFactory, make_board

# Answers that a page may give on purpose: a declined card, a form with faults, a closed listing.
SAID_ON_PURPOSE = {402, 403, 404, 409, 410, 429}
OUR_HOSTS = {"localhost", "127.0.0.1", "designers.localhost"}

expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture
def sandbox(live_server: LiveServer, settings: Settings) -> Iterator[Sandbox]:
    """The offline Stripe behind its own port. It calls the site, and the site calls it, over HTTP."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    sandbox = Sandbox(webhook_urls=[live_server.url + stripe_door.WEBHOOK_PATH], public_url=address)
    server = build_server(sandbox, port=port)
    thread = threading.Thread(target=server.run, name="sandbox", daemon=True)
    thread.start()
    until(lambda: server.started, "the sandbox listens")
    settings.STRIPE_API_BASE = address
    settings.STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
    # Where the factories find it, to pay without a browser.
    stripe_door.install(sandbox)
    yield sandbox
    stripe_door.remove(sandbox)
    server.should_exit = True
    thread.join()
    sandbox.close()


@pytest.fixture
def board(request: pytest.FixtureRequest, sandbox: Sandbox, live_server: LiveServer) -> Board:
    """A listing is paid for and then live; the parameter `before` or `after` adds a review."""
    review = getattr(request, "param", None)
    return _at_port_of(live_server, make_board(hostname="localhost", name="Journeys", review=review))


@pytest.fixture
def second_board(board: Board, live_server: LiveServer) -> Board:
    other = make_board(hostname="designers.localhost", name="Goodproof", editors="desk@goodproof.example")
    return _at_port_of(live_server, other)


@pytest.fixture
def plan(board: Board) -> Plan:
    plan: Plan = PlanFactory(site=board.site, name="Standard")
    return plan


@pytest.fixture
def dearer_plan(board: Board) -> Plan:
    plan: Plan = FeaturedPlanFactory(site=board.site, name="Featured")
    return plan


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    limits.storage().reset()


@pytest.fixture
def watch() -> Iterator[Callable[[BrowserContext], None]]:
    """Whatever a browser complains of fails the test at its end: scripts, policies, files, strange hosts."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Answers with an error status are judged below, where it is known what they were for.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def on_request(request: Request) -> None:
        if (
            urlsplit(request.url).scheme.startswith("http")
            and urlsplit(request.url).hostname not in OUR_HOSTS
        ):
            complaints.append(f"called {request.url}")

    def on_response(response: Response) -> None:
        shown = response.request.is_navigation_request() and response.status in SAID_ON_PURPOSE
        # Wagtail saves by itself while an editor works, and refuses that once the page has moved on.
        too_late = response.request.resource_type == "fetch" and response.status == 400
        # The preview beside a form whose cookie has gone; the form itself says so.
        too_late = too_late or (response.status == 403 and response.url.endswith("/post-a-job/preview/"))
        if response.status >= 400 and not shown and not too_late:
            complaints.append(f"{response.status}: {response.request.method} {response.url}")

    def watch(context: BrowserContext) -> None:
        context.on("console", on_console)
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        context.on("request", on_request)
        context.on("response", on_response)

    yield watch
    assert complaints == []


@pytest.fixture
def context(board: Board, watch: Callable[[BrowserContext], None], context: BrowserContext) -> BrowserContext:
    """Closed before the site that it looks at."""
    context.set_default_timeout(SECONDS * 1000)
    watch(context)
    return context


@pytest.fixture
def employer(page: Page, board: Board) -> Employer:
    return Employer(page, board.site.root_url)


@pytest.fixture
def sign_in(
    board: Board, new_context: Callable[..., BrowserContext], watch: Callable[[BrowserContext], None]
) -> Callable[[User], Editor]:
    """Another person at a browser of their own, signed in to the admin."""

    def sign_in(user: User) -> Editor:
        client = Client()
        client.force_login(user)
        context = new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SECONDS * 1000)
        watch(context)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": board.site.root_url}])
        return Editor(context.new_page(), board.site.root_url)

    return sign_in


def _at_port_of(live_server: LiveServer, board: Board) -> Board:
    """Wagtail writes the Site's port into every full address, and the server's differs with each run."""
    board.site.port = live_server.thread.port
    board.site.save()
    return board


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

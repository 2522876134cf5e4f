"""Fixtures for every app's tests; the root conftest names this module as a plugin."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from post_office.models import Email
from pytest_django import Settings
from wagtail.models import Site

from caching import addresses
from caching.clock import clock
from caching.generations import watcher
from caching.kept import forget_all
from caching.store import store
from demo.loading import Outcome
from emails.models import Notice
from jobs.listings.readers import views
from jobs.submissions.models import Submission
from stripe_sandbox import Sandbox, cards
from stripe_sandbox.deliveries import Attempt, Post
from stripe_sandbox.objects import Object
from tests import databases, stripe_door
from tests.factories import Board, make_board, open_checkout, payment_of


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Each test begins like a process that has just started: the next database may have the same ids."""
    watcher.forget()
    clock.forget()
    store.forget()
    addresses.forget()
    forget_all()
    views.forget()


@pytest.fixture
def cold(settings: Settings) -> Callable[[], None]:
    """Empty the page cache, and let the process know the state of the database, which it otherwise asks at times."""
    settings.GENERATIONS_POLL_SECONDS = 3600

    def empty() -> None:
        watcher.forget()
        store.forget()
        forget_all()
        clock.until(watcher.current())

    return empty


@pytest.fixture(scope="module")
def lasting_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a module's own fixtures make stays until its last test; each test's changes are rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        Site.clear_site_root_paths_cache()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[Outcome]:
    """Give a module a database with the demo in it, committed; nothing of it is left to other modules."""
    with django_db_blocker.unblock(), databases.with_demo() as outcome, django_db_blocker.block():
        yield outcome


@pytest.fixture
def board(db: None) -> Board:
    """The default board, at http://testserver: a listing is paid for and then live."""
    return make_board()


@pytest.fixture
def second_board(board: Board) -> Board:
    """Another board of the same install, at http://designers.localhost."""
    return make_board(hostname="designers.localhost", name="Goodproof", editors="desk@goodproof.example")


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    """A new offline Stripe, which the gateway talks to without a socket."""
    fresh = Sandbox(webhook_urls=[f"https://board.example{stripe_door.WEBHOOK_PATH}"])
    stripe_door.install(fresh)
    # Setting it, to whatever, makes the gateway forget the client of the test before.
    settings.STRIPE_HTTP_CLIENT = "tests.stripe_door.http_client"
    yield fresh
    stripe_door.remove(fresh)
    fresh.close()


@pytest.fixture
def pay(sandbox: Sandbox) -> Callable[..., Object]:
    """Open Checkout for a submission and pay at Stripe, which is all: nothing has told the site yet."""

    def pay(submission: Submission, card: str = cards.PAYS) -> Object:
        return sandbox.pay(open_checkout(payment_of(submission)), card)

    return pay


@pytest.fixture
def webhook_door() -> Callable[[Client], Post]:
    """Turns a test client into what the sandbox posts its events through."""

    def door(client: Client) -> Post:
        def post(url: str, payload: bytes, headers: dict[str, str]) -> int:
            answer = client.post(
                urlsplit(url).path,
                payload,
                content_type=headers["Content-Type"],
                headers={"Stripe-Signature": headers["Stripe-Signature"]},
            )
            return answer.status_code

        return post

    return door


@pytest.fixture
def deliver_webhooks(
    sandbox: Sandbox, webhook_door: Callable[[Client], Post], client: Client
) -> Callable[..., list[Attempt]]:
    """Post the sandbox's signed events to the real webhook view; returns the attempts, in order."""

    def deliver(through: Client = client) -> list[Attempt]:
        return sandbox.deliver_pending(webhook_door(through))

    return deliver


class Mailbox:
    """What the queue holds, whether sent or not, oldest first."""

    def all(self) -> list[Email]:
        return list(Email.objects.order_by("pk"))

    def to(self, address: str) -> list[Email]:
        return [email for email in self.all() if address in email.to]

    def kinds(self, address: str | None = None) -> list[str]:
        """The kinds of mail, such as `receipt`; of all, or of one recipient."""
        notices = Notice.objects.order_by("pk")
        if address is not None:
            notices = notices.filter(recipient=address)
        return [notice.kind for notice in notices]

    def one(self, kind: str) -> Email:
        """The only mail of this kind."""
        email = Notice.objects.get(kind=kind).email
        assert email is not None
        return email


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return Mailbox()

"""While the database is away, everybody gets words and 503 at once, and what was typed is kept."""

import errno
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from boards import middleware
from home.models import HomePage
from jobs.submissions.tests.typed import typed
from payments.tests.signing import post_event
from tests.factories import PlanFactory, UnpaidSubmissionFactory


@pytest.fixture(autouse=True)
def _no_language_is_known(monkeypatch):
    monkeypatch.setattr(middleware, "_languages", {})


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(params=[OperationalError, InterfaceError])
def no_database(request) -> Iterator[None]:
    with patch.object(connection, "cursor", side_effect=request.param("secret-host refused")):
        yield


@pytest.mark.parametrize(
    "address", ["/", "/jobs/", "/post-a-job/", "/admin/", "/brand.css", "/jobs/feed.json"]
)
def test_every_page_answers_503_in_words(visitor, board, no_database, address):
    response = visitor.get(address)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert "Not available for a moment" in text and "need not pay twice" in text
    assert "secret-host" not in text


def test_what_was_typed_can_be_sent_again(visitor, board, no_database):
    values = typed(PlanFactory.build(pk=1), title='Engineer "<b>"', description="One\n\nTwo")
    response = visitor.post("/post-a-job/", values)
    assert response.status_code == 503
    text = response.content.decode()
    assert "What you typed is still here" in text
    assert '<textarea name="title" hidden>&#10;Engineer &quot;&lt;b&gt;&quot;</textarea>' in text
    assert '<textarea name="description" hidden>&#10;One\n\nTwo</textarea>' in text
    assert 'action="/post-a-job/"' in text


def test_no_password_is_repeated(visitor, board, no_database):
    response = visitor.post(reverse("wagtailadmin_login"), {"username": "editor", "password": "hunter2"})
    assert response.status_code == 503
    assert "hunter2" not in response.content.decode()


def test_stripe_is_asked_to_send_its_event_again(visitor, board, sandbox, pay):
    pay(UnpaidSubmissionFactory(board=board))
    event = sandbox.events("checkout.session.completed")[0]
    with patch.object(connection, "cursor", side_effect=OperationalError):
        response = post_event(visitor, event)
    assert (response.status_code, response["Content-Type"]) == (503, "text/plain")
    assert response["Retry-After"]


def test_the_words_are_in_the_language_the_board_had(visitor, board):
    rules = board.rules
    rules.language = "fr"
    rules.save()
    assert visitor.get("/").status_code == 200
    with patch.object(connection, "cursor", side_effect=OperationalError):
        # The page cache still has the home page.
        response = visitor.get("/jobs/")
    assert response.status_code == 503
    assert '<html lang="fr">' in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (OSError(errno.EROFS, "Read-only file system"), 503),
        (OSError(errno.ENOENT, "No such file"), 500),
        (ValueError("a mistake"), 500),
    ],
)
def test_a_full_disk_is_an_outage_and_a_mistake_is_not(visitor, board, monkeypatch, error, status):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(HomePage, "get_context", fail)
    assert visitor.get("/").status_code == status

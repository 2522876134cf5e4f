"""While somebody waits, Stripe is asked once, for seconds at most, and by half of the threads."""

import logging
import socket
import threading
from contextlib import contextmanager
from io import BytesIO

import pytest

from payments import gateway, visitors
from stripe_sandbox.inprocess import InProcessClient
from tests import stripe_door
from tests.factories import UnpaidSubmissionFactory, payment_of
from tests.stripe_door import WEBHOOK_PATH

asked: list[str] = []


class Counting(InProcessClient):
    def request(self, method, url, headers, post_data=None, **kwargs):
        asked.append(url)
        return super().request(method, url, headers, post_data, **kwargs)


def counting_client():
    return Counting(stripe_door.current())


@pytest.fixture
def count(settings, sandbox):
    asked.clear()
    settings.STRIPE_HTTP_CLIENT = f"{__name__}.counting_client"
    sandbox.faults.set("server_error", times=None)


@contextmanager
def silent_stripe(settings):
    """Take connections and requests, and never answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        settings.STRIPE_API_BASE = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
        yield


def ask():
    with visitors.waiting():
        return gateway.retrieve_session("cs_test_1")


def test_a_visitor_asks_once_and_a_job_three_times(count, db):
    with pytest.raises(gateway.GatewayUnavailable):
        ask()
    assert len(asked) == 1
    with pytest.raises(gateway.GatewayUnavailable):
        gateway.retrieve_session("cs_test_1")
    assert len(asked) == 1 + 3


def test_pressing_pay_asks_once_keeps_the_listing_and_says_so(board, client, count):
    submission = UnpaidSubmissionFactory(board=board)
    response = client.post(submission.url_of("pay"), follow=True)
    assert len(asked) == 1
    assert "Your listing is kept and nothing was charged" in response.content.decode()
    assert payment_of(submission).is_payable


def test_all_calls_of_one_request_share_its_time(settings, db):
    settings.STRIPE_VISITOR_SECONDS = 0.05
    with silent_stripe(settings), visitors.waiting():
        for error in (gateway.GatewayUnavailable, gateway.GatewayBusy):
            with pytest.raises(error):
                gateway.retrieve_session("cs_test_1")


def test_a_silent_stripe_holds_half_of_the_threads(settings, transactional_db):
    settings.WEB_THREADS = 4
    settings.STRIPE_VISITOR_SECONDS = 1
    errors: list[type] = []

    def press_pay():
        from django.db import connection

        try:
            ask()
        except gateway.GatewayError as error:
            errors.append(type(error))
        finally:
            connection.close()

    with silent_stripe(settings):
        people = [threading.Thread(target=press_pay) for _ in range(10)]
        for person in people:
            person.start()
        for person in people:
            person.join()
    assert errors.count(gateway.GatewayBusy) == 8
    assert errors.count(gateway.GatewayUnavailable) == 2
    assert visitors._slots.since == []


def test_whoever_comes_while_stripe_answers_as_usual_waits_for_their_turn():
    slots = visitors.Slots()
    first, second = slots.take(2), slots.take(2)
    threading.Timer(0.05, slots.give_back, [first]).start()
    third = slots.take(2)
    slots.give_back(second)
    slots.give_back(third)
    assert (slots.since, slots.waiting) == ([], 0)


def test_nobody_waits_for_a_place_when_a_process_has_few_threads():
    slots = visitors.Slots()
    slots.take(1)
    with pytest.raises(visitors.NoSlot):
        slots.take(1)


def test_a_body_that_is_too_large_is_refused_unread(client, caplog):
    class Unread(BytesIO):
        def read(self, *args):
            raise AssertionError("it was read")

    environment = {"CONTENT_LENGTH": str(20 * 1024 * 1024), "wsgi.input": Unread()}
    with caplog.at_level(logging.DEBUG):
        response = client.generic("POST", WEBHOOK_PATH, b"", "application/json", **environment)
    assert response.status_code == 413
    assert [record.exc_info for record in caplog.records if record.name.startswith("payments")] == [None]

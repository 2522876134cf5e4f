"""What holds of every call to Stripe: a key on what writes, a time-out, and never inside a transaction."""

import ast
import inspect
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import stripe
from django.db import transaction

from payments import gateway
from stripe_sandbox.inprocess import InProcessClient
from tests import stripe_door
from tests.architecture.happenings import Stage, everything_happens

# They read, and may be asked as often as one likes.
READING = {"retrieve", "list"}
OWN_KEYS = ("checkout-", "expire-", "refund-", "credit-", "tax-rate-")


def functions() -> list[ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(gateway))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def calls_of(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for found in ast.walk(node):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == name:
            yield found


def sdk_calls(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of a method below `_client().v1`."""
    for found in ast.walk(node):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute):
            path = ast.unparse(found.func)
            if path.startswith("_client().v1."):
                yield found


TALKING = [function.name for function in functions() if any(sdk_calls(function))]


def test_the_door_is_known() -> None:
    assert {"create_session", "create_refund", "expire_session", "retrieve_session"} <= set(TALKING)


@pytest.mark.parametrize("name", TALKING)
def test_every_call_is_made_where_transactions_are_refused_and_errors_translated(name: str) -> None:
    function = next(each for each in functions() if each.name == name)
    guarded = {
        id(call)
        for node in ast.walk(function)
        if isinstance(node, ast.With) and any(calls_of(node.items[0].context_expr, "_translated"))
        for call in sdk_calls(node)
    }
    assert {id(call) for call in sdk_calls(function)} == guarded


@pytest.mark.parametrize("name", TALKING)
def test_every_call_that_writes_carries_a_key(name: str) -> None:
    function = next(each for each in functions() if each.name == name)
    for call in sdk_calls(function):
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr not in READING:
            assert "'idempotency_key': idempotency_key" in ast.unparse(call)


@pytest.mark.parametrize("name", TALKING)
def test_inside_a_transaction_nothing_is_asked(sandbox, db, name):
    """A lock must never wait for the network."""
    ask: Callable[..., Any] = getattr(gateway, name)
    arguments = {each: EXAMPLES[each] for each in inspect.signature(ask).parameters}
    sandbox.faults.set("server_error", times=None)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        list(ask(**arguments) or [])


EXAMPLES: dict[str, Any] = {
    "params": {},
    "idempotency_key": "checkout-1",
    "session_id": "cs_test_1",
    "payment_intent": "pi_1",
    "amount": 1,
    "metadata": {},
    "since": datetime(2026, 1, 1, tzinfo=UTC),
    "until": datetime(2026, 1, 2, tzinfo=UTC),
    "types": ["checkout.session.completed"],
    "name": "VAT",
    "percentage": Decimal(19),
    "inclusive": True,
    "invoice_id": "in_1",
    "refund_id": "re_1",
}


class Recorder(InProcessClient):
    """Notes what is sent, and refuses to be asked inside a transaction, whatever the gateway checks itself."""

    sent: list[tuple[str, str, str]] = []

    def request(self, method, url, headers, post_data=None, **kwargs):
        with transaction.atomic(durable=True):
            pass
        Recorder.sent.append((method, url, headers.get("Idempotency-Key", "")))
        return super().request(method, url, headers, post_data, **kwargs)


def recorder() -> stripe.HTTPClient:
    return Recorder(stripe_door.current())


def test_all_of_it_in_one_long_story(board, client, sandbox, deliver_webhooks, settings):
    Recorder.sent = []
    settings.STRIPE_HTTP_CLIENT = f"{__name__}.recorder"
    everything_happens(Stage(board, client, sandbox, deliver_webhooks))
    writes = [(url, key) for method, url, key in Recorder.sent if method == "post"]
    kinds = {url.split("/v1/")[1].split("/")[0] + ("/expire" if "expire" in url else "") for url, _ in writes}
    assert kinds == {"checkout", "checkout/expire", "refunds"}
    assert [url for url, key in writes if not key.startswith(OWN_KEYS)] == []
    assert {method for method, _, _ in Recorder.sent} == {"get", "post"}


def test_stripe_that_says_nothing_is_given_up(settings, monkeypatch, db):
    """A socket that takes the request and never answers."""
    settings.STRIPE_TIMEOUT_SECONDS = 0.2
    monkeypatch.setattr(gateway, "NETWORK_RETRIES", 0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.STRIPE_API_BASE = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.STRIPE_HTTP_CLIENT = "payments.gateway.default_http_client"
        with pytest.raises(gateway.GatewayUnavailable):
            gateway.retrieve_session("cs_test_1")


def test_visitors_wait_for_five_seconds_at_most(settings):
    assert 0 < settings.STRIPE_VISITOR_SECONDS <= 5

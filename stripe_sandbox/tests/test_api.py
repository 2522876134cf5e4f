"""Stripe's API: authentication, validation, idempotency, lists, errors."""

import json
import threading
from urllib.parse import urlencode

import pytest
import stripe

from stripe_sandbox import LiveKeyRefused, Sandbox
from stripe_sandbox.params import decode_form
from stripe_sandbox.tests.tools import order, priced

AUTHORIZED = {"Authorization": "Bearer sk_test_sandbox"}


def call(sandbox, method, path, headers=AUTHORIZED, **form):
    status, heads, body = sandbox.handle(method, path, headers, urlencode(form).encode())
    return status, heads, json.loads(body)


def refused(client, **changes):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(order(**changes))
    return caught.value


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x", "pk_test_x", "sk_test_", "", "whsec_x"])
def test_only_test_keys_may_start_it(key):
    with pytest.raises(LiveKeyRefused, match="sk_test_"):
        Sandbox(secret_key=key)


def test_restricted_test_keys_may_start_it():
    Sandbox(secret_key="rk_test_sandbox").close()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (None, "did not provide an API key"),
        ("Bearer sk_test_other_key", "Invalid API Key"),
        ("Bearer sk_live_secret", "Never give it a key that can move money"),
        ("Basic !!", "Invalid API Key"),
    ],
)
def test_a_wrong_key_is_refused_without_being_repeated(sandbox, header, words):
    status, _, body = call(sandbox, "GET", "/v1/events", {"Authorization": header} if header else {})

    assert status == 401
    assert body["error"]["type"] == "invalid_request_error"
    assert words in body["error"]["message"]
    assert "sk_live_secret" not in json.dumps(body)


def test_unknown_things_are_missing(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (
        404,
        "resource_missing",
        "id",
    )


def test_unknown_paths_and_other_api_versions_are_refused(sandbox):
    assert call(sandbox, "GET", "/v1/subscriptions")[0] == 404
    assert call(sandbox, "GET", "/v1/events", {**AUTHORIZED, "Stripe-Version": "2019-01-01"})[0] == 400


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": None}, "mode"),
        ({"mode": "subscription"}, "mode"),
        ({"success_url": None}, "success_url"),
        ({"success_url": "not a url"}, "success_url"),
        ({"line_items": None}, "line_items"),
        ({"line_items": priced(9900, "zzz")}, "line_items[0][price_data][currency]"),
        ({"line_items": priced(9950, "isk")}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": priced("ninety")}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": priced(-5)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": priced(9900, quantity=0)}, "line_items[0][quantity]"),
        ({"line_items": [{"price_data": priced(9900)[0]["price_data"]}]}, "line_items[0][quantity]"),
        ({"line_items": priced(100, "usd") + priced(100, "eur")}, "line_items"),
        (
            {"line_items": priced(100, product_data={"name": ""})},
            "line_items[0][price_data][product_data][name]",
        ),
        ({"line_items": priced(100, product_data={})}, "line_items[0][price_data][product_data]"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"metadata": {"k" * 41: "v"}}, "metadata"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"metadata": {str(n): "v" for n in range(51)}}, "metadata"),
        ({"automatic_tax": {"enabled": "perhaps"}}, "automatic_tax[enabled]"),
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"locale": "xx"}, "locale"),
        ({"discounts": [{"coupon": "nothing"}]}, "discounts[0][coupon]"),
    ],
)
def test_bad_parameters_are_named(client, changes, param):
    error = refused(client, **changes)

    assert error.param == param
    assert error.http_status in (400, 404)


@pytest.mark.parametrize(("seconds", "taken"), [(1799, False), (1800, True), (86400, True), (86401, False)])
def test_sessions_live_between_half_an_hour_and_a_day(client, sandbox, seconds, taken):
    expires_at = sandbox.world.now() + seconds
    if taken:
        assert client.v1.checkout.sessions.create(order(expires_at=expires_at)).expires_at == expires_at
    else:
        assert refused(client, expires_at=expires_at).param == "expires_at"


@pytest.mark.parametrize(
    ("currency", "minimum"), [("usd", 50), ("gbp", 30), ("jpy", 50), ("eur", 50), ("sek", 300)]
)
def test_too_small_sums_are_refused(client, currency, minimum):
    assert refused(client, line_items=priced(minimum - 1, currency)).code == "amount_too_small"
    assert (
        client.v1.checkout.sessions.create(order(line_items=priced(minimum, currency))).amount_total
        == minimum
    )


def test_too_large_sums_are_refused(client):
    assert refused(client, line_items=priced(99_999_999, quantity=2)).code == "amount_too_large"


def test_an_open_session_answers_as_stripe_does(client):
    session = client.v1.checkout.sessions.create(order())

    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_subtotal, session.amount_total, session.currency) == (9900, 9900, "usd")
    assert session.metadata.to_dict() == {"payment": "7f1c"}
    assert session.url == f"http://127.0.0.1:12111/pay/{session.id}"
    assert session.livemode is False


def test_the_same_key_and_parameters_replay_the_same_answer(client, sandbox):
    first = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})
    second = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})

    assert second.id == first.id
    assert "idempotent-replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.v1.checkout.sessions.list().data) == 1


def test_the_same_key_with_other_parameters_is_an_error(client):
    client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})
    with pytest.raises(stripe.IdempotencyError) as caught:
        client.v1.checkout.sessions.create(order(line_items=priced(100)), {"idempotency_key": "order-1"})
    assert caught.value.http_status == 400


def test_refused_parameters_do_not_use_a_key_up(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(order(locale="xx"), {"idempotency_key": "order-1"})
    assert client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"}).status == "open"


def test_a_key_in_flight_is_a_conflict(sandbox):
    inside, leave = threading.Event(), threading.Event()

    def slow_clock():
        inside.set()
        leave.wait(5)
        return 1_700_000_000.0

    headers = {**AUTHORIZED, "Idempotency-Key": "refund-1"}
    worker = threading.Thread(target=call, args=(sandbox, "POST", "/v1/checkout/sessions", headers))
    sandbox.world.clock = slow_clock
    worker.start()
    inside.wait(5)
    answers = []
    rival = threading.Thread(
        target=lambda: answers.append(call(sandbox, "POST", "/v1/checkout/sessions", headers))
    )
    rival.start()
    rival.join(0.2)
    leave.set()
    worker.join(5)
    rival.join(5)

    status, _, body = answers[0]
    assert status == 409
    assert body["error"]["code"] == "idempotency_key_in_use"


def test_lists_page_through_everything_once(client):
    made = [client.v1.checkout.sessions.create(order()).id for _ in range(7)]
    page = client.v1.checkout.sessions.list({"limit": 3})

    assert [session.id for session in page.data] == made[:-4:-1]
    assert page.has_more
    assert [session.id for session in page.auto_paging_iter()] == made[::-1]
    before = client.v1.checkout.sessions.list({"ending_before": made[0], "limit": 2})
    assert [session.id for session in before.data] == [made[2], made[1]]


def test_lists_filter(client, sandbox):
    paid = client.v1.checkout.sessions.create(order()).id
    client.v1.checkout.sessions.create(order(customer_email="bo@example.com"))
    sandbox.pay(paid)
    intent = sandbox.session(paid)["payment_intent"]
    sessions = client.v1.checkout.sessions

    assert [each.id for each in sessions.list({"status": "complete"}).data] == [paid]
    assert [each.id for each in sessions.list({"payment_intent": intent}).data] == [paid]
    assert [each.id for each in sessions.list({"customer_details": {"email": "ada@example.com"}}).data] == [
        paid
    ]
    assert [each.payment_intent for each in client.v1.charges.list({"payment_intent": intent}).data] == [
        intent
    ]


def test_events_filter_by_type_and_time(client, sandbox):
    sandbox.pay(client.v1.checkout.sessions.create(order()).id)
    sandbox.advance(100)
    later = sandbox.world.now()
    sandbox.pay(client.v1.checkout.sessions.create(order()).id)
    events = client.v1.events

    assert len(events.list({"type": "checkout.session.completed"}).data) == 2
    assert len(events.list({"type": "checkout.session.*", "created": {"gte": later}}).data) == 1
    assert {
        each.type for each in events.list({"types": ["charge.succeeded", "payment_intent.succeeded"]}).data
    } == {
        "charge.succeeded",
        "payment_intent.succeeded",
    }
    assert events.retrieve(events.list().data[0].id).pending_webhooks == 1


def test_unknown_expansions_are_refused(client, sandbox):
    session = client.v1.checkout.sessions.create(order())
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["nonsense"]})


def test_forms_decode_to_nested_values():
    assert decode_form("a[b][0][c]=1&a[b][1][c]=2&d[]=x&d[]=y&e=&f%5Bg%5D=h") == {
        "a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}},
        "d": {"0": "x", "1": "y"},
        "e": "",
        "f": {"g": "h"},
    }

"""Webhooks: signatures, deliveries, retries and faults."""

import threading

import pytest
import stripe

from stripe_sandbox import ApiError, Sandbox
from stripe_sandbox.deliveries import sign
from stripe_sandbox.inprocess import InProcessClient
from stripe_sandbox.tests.tools import HOOK, SECRET, Clock, Receiver, order

COMPLETED = "checkout.session.completed"


@pytest.fixture
def paid(sandbox, client):
    session = client.v1.checkout.sessions.create(order())
    sandbox.pay(session.id)
    return session


def pending(client):
    return [event.type for event in client.v1.events.list({"delivery_success": False, "limit": 100})]


def test_events_arrive_in_order_and_count_as_delivered(sandbox, client, paid):
    receiver = Receiver()
    assert len(pending(client)) == 4
    attempts = sandbox.deliver_pending(receiver)

    assert [attempt.type for attempt in attempts] == receiver.types
    assert receiver.types[-1] == COMPLETED
    assert receiver.events[-1].data.object.id == paid.id
    assert pending(client) == []
    assert all(event.pending_webhooks == 0 for event in client.v1.events.list())
    assert sandbox.deliver_pending(receiver) == []


def test_every_secret_signs(sandbox, client, paid):
    sandbox.deliveries.rotate(["whsec_new", SECRET])
    payload, headers = sandbox.deliveries.request(sandbox.events(COMPLETED)[0])

    for secret in ("whsec_new", SECRET):
        assert client.construct_event(payload, headers["Stripe-Signature"], secret).type == COMPLETED
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(payload, headers["Stripe-Signature"], "whsec_other")


def test_it_signs_as_the_sdk_does():
    payload = '{"object": "event"}'
    theirs = stripe.WebhookSignature.generate_signature_header(payload, SECRET, 1_700_000_000)

    assert sign(payload.encode(), [SECRET], 1_700_000_000) == theirs


def test_a_refused_event_is_tried_again_later_and_later(sandbox, client, clock, paid):
    receiver = Receiver(*[500] * 8)
    sandbox.deliver_pending(receiver)
    assert len(receiver.events) == 4
    sandbox.deliver_pending(receiver)
    assert len(receiver.events) == 4

    clock.at += 1.1
    sandbox.deliver_pending(receiver)
    assert len(receiver.events) == 8
    clock.at += 1.1
    sandbox.deliver_pending(receiver)
    assert len(receiver.events) == 8
    clock.at += 1
    sandbox.deliver_pending(receiver)
    assert len(receiver.events) == 12
    assert pending(client) == []


def test_after_three_days_it_gives_up_until_resent(client, sandbox, clock, paid):
    def down(url, payload, headers):
        raise ConnectionRefusedError

    event = sandbox.events(COMPLETED)[0]["id"]
    for _ in range(30):
        sandbox.deliver_pending(down)
        clock.at += 3 * 24 * 3600 / 300
    receiver = Receiver()
    assert sandbox.deliver_pending(receiver) == []
    assert COMPLETED in pending(client)

    sandbox.resend(event)
    sandbox.deliver_pending(receiver)
    assert receiver.types == [COMPLETED]
    assert COMPLETED not in pending(client)


@pytest.mark.parametrize("status", [301, 400, 404, 429, 503])
def test_only_success_counts(sandbox, client, paid, status):
    sandbox.deliver_pending(Receiver(*[status] * 4))
    assert len(pending(client)) == 4


def test_endpoints_get_what_they_subscribe_to():
    sandbox = Sandbox(
        webhook_urls=[HOOK, "http://127.0.0.1:8001/"], event_types=["charge.refunded", COMPLETED]
    )
    client = stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox))
    sandbox.pay(client.v1.checkout.sessions.create(order()).id)
    urls = [attempt.url for attempt in sandbox.deliver_pending(lambda *_: 200)]
    sandbox.close()

    assert urls == [HOOK, "http://127.0.0.1:8001/"]


def test_one_endpoint_down_leaves_the_event_undelivered():
    sandbox = Sandbox(webhook_urls=[HOOK, "http://127.0.0.1:8001/"], event_types=[COMPLETED])
    client = stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox))
    sandbox.pay(client.v1.checkout.sessions.create(order()).id)
    sandbox.deliver_pending(lambda url, *_: 200 if url == HOOK else 503)
    found = client.v1.events.list({"delivery_success": False}).data
    sandbox.close()

    assert [event.pending_webhooks for event in found] == [1]


def test_events_of_api_calls_name_their_request(sandbox, client, paid):
    charge = sandbox.charge_of(paid.id)["id"]
    made = client.v1.refunds.create({"charge": charge, "amount": 1}, {"idempotency_key": "refund-1"})
    sandbox.refund(charge, 1)
    by_panel, by_api = sandbox.events("refund.created")

    assert by_api["request"]["idempotency_key"] == "refund-1"
    assert by_api["request"]["id"] == made.last_response.headers["Request-Id"]
    assert by_panel["request"] == {"id": None, "idempotency_key": None}


def test_duplicate(sandbox, paid):
    sandbox.faults.set("duplicate", match=COMPLETED)
    receiver = Receiver()
    sandbox.deliver_pending(receiver)

    assert receiver.types.count(COMPLETED) == 2
    assert len({event.id for event in receiver.events if event.type == COMPLETED}) == 1


def test_reorder(sandbox, paid):
    sandbox.faults.set("reorder")
    receiver = Receiver()
    sandbox.deliver_pending(receiver)

    assert receiver.types[0] == COMPLETED


def test_delay(sandbox, clock, paid):
    sandbox.faults.set("delay", value=60, match=COMPLETED)
    receiver = Receiver()
    sandbox.deliver_pending(receiver)
    assert COMPLETED not in receiver.types
    clock.at += 61
    sandbox.deliver_pending(receiver)
    assert receiver.types[-1] == COMPLETED


def test_drop(sandbox, client, clock, paid):
    sandbox.faults.set("drop", times=None)
    receiver = Receiver()
    sandbox.deliver_pending(receiver)
    sandbox.faults.clear()
    clock.at += 10_000
    sandbox.deliver_pending(receiver)

    assert receiver.events == []
    assert len(pending(client)) == 4


def test_concurrent(sandbox, paid):
    sandbox.faults.set("concurrent", value=3, match=COMPLETED)
    together = threading.Barrier(3)
    seen = []

    def post(url, payload, headers):
        if COMPLETED.encode() in payload:
            together.wait(5)
        seen.append(payload)
        return 200

    attempts = sandbox.deliver_pending(post)
    assert sum(attempt.type == COMPLETED and attempt.delivered for attempt in attempts) == 3


@pytest.mark.parametrize("fault", ["stale_timestamp", "rotated_secret"])
def test_bad_signatures_are_refused_then_mended(sandbox, client, clock, paid, fault):
    sandbox.faults.set(fault, match=COMPLETED)
    receiver = Receiver()
    sandbox.deliver_pending(receiver)
    assert len(receiver.refused) == 1
    assert pending(client) == [COMPLETED]
    clock.at += 1.1
    sandbox.deliver_pending(receiver)
    assert pending(client) == []


@pytest.mark.parametrize(
    ("fault", "error"), [("server_error", stripe.APIError), ("rate_limit", stripe.RateLimitError)]
)
def test_api_failures(sandbox, client, fault, error):
    sandbox.faults.set(fault, times=3, match="POST /v1/checkout/sessions")
    with pytest.raises(error):
        client.v1.checkout.sessions.create(order(), {"idempotency_key": "a", "max_network_retries": 0})
    assert client.v1.events.list().data == []
    assert sandbox.world.store.all("checkout.session") == []


@pytest.mark.parametrize(
    ("fault", "made"), [("timeout_before", 0), ("timeout_after", 1), ("reset", 0), ("reset_after", 1)]
)
def test_no_answer(sandbox, client, fault, made):
    sandbox.faults.set(fault)
    options = {"idempotency_key": "a"}
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(order(), {**options, "max_network_retries": 0})
    assert len(sandbox.world.store.all("checkout.session")) == made

    again = client.v1.checkout.sessions.create(order(), options)
    assert [each["id"] for each in sandbox.world.store.all("checkout.session")] == [again.id]


def test_the_sdk_retries_through_a_lost_answer(sandbox, client):
    sandbox.faults.set("timeout_after", times=2)
    session = client.v1.checkout.sessions.create(order())

    assert session.last_response
    assert session.last_response.headers["Idempotent-Replayed"] == "true"


def run_at_random(seed):
    sandbox = Sandbox(webhook_urls=[HOOK], clock=Clock())
    sandbox.faults.randomise(seed, {"duplicate": 0.5, "drop": 0.2, "reorder": 0.3})
    client = stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox))
    receiver = Receiver()
    for _ in range(8):
        sandbox.pay(client.v1.checkout.sessions.create(order()).id)
        sandbox.deliver_pending(receiver)
    sandbox.close()
    return receiver.types


def test_a_seed_repeats_a_random_run():
    assert run_at_random(7) == run_at_random(7)
    assert run_at_random(7) != run_at_random(8)


def test_unknown_faults_are_refused(sandbox):
    with pytest.raises(ApiError, match="Unknown fault"):
        sandbox.faults.set("earthquake")
    with pytest.raises(ApiError, match="Unknown fault"):
        sandbox.faults.randomise(1, {"earthquake": 1})


def test_everything_survives_a_restart(tmp_path, clock):
    def start():
        return Sandbox(str(tmp_path / "deep" / "state.sqlite3"), webhook_urls=[HOOK], clock=clock)

    sandbox = start()
    client = stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox))
    session = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})
    sandbox.pay(session.id)
    sandbox.deliver_pending(lambda *_: 503)
    sandbox.faults.set("duplicate")
    sandbox.advance(50)
    sandbox.close()

    sandbox = start()
    client = stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox))
    receiver = Receiver()
    sandbox.deliver_pending(receiver)
    again = client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})
    assert len(receiver.events) == 5
    assert again.last_response
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert sandbox.session(session.id)["payment_status"] == "paid"
    assert sandbox.world.now() == int(clock.at) + 50
    sandbox.reset()
    assert sandbox.events() == []
    sandbox.close()

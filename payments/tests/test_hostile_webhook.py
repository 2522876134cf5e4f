"""The webhook against requests that do not come from Stripe, and events that Stripe would never send."""

import copy
import json
import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from payments.models import Payment
from payments.tests.hostile import browser, events, hostile, json_values, state
from payments.tests.signing import again, post, post_event, signature
from tests.factories import UnpaidSubmissionFactory, open_checkout, payment_of

TYPES = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "charge.refunded",
    "charge.dispute.created",
    "payment_intent.succeeded",
    "made.up",
]
signatures = st.builds(
    "t={},{}={}".format,
    st.integers() | st.just(int(time.time())) | st.text(max_size=8),
    st.sampled_from(["v1", "v0", "", "V1"]),
    st.text("0123456789abcdef", min_size=64, max_size=64) | st.text(max_size=20),
)
# The test client cannot send what no HTTP header can hold.
headers = st.none() | st.text(max_size=80) | signatures
bodies = st.binary(max_size=200) | st.text(max_size=200).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


@pytest.fixture
def open_session(board, sandbox):
    """The session of an open payment page, which the tests below try to have settled."""
    submission = UnpaidSubmissionFactory(board=board)
    session = sandbox.session(open_checkout(payment_of(submission)))
    sandbox.world.emit("checkout.session.expired", session)
    return submission


@pytest.fixture
def envelope(open_session, sandbox):
    """An event about that session, as Stripe would make it."""
    return sandbox.events("checkout.session.expired")[0]


@hostile
@given(body=bodies, header=headers)
@example(body=b"\xff", header="t=1,v1=0")
@example(body=b"[" * 50_000, header="t=1,v1=0")
@example(body=b"{}", header="t=" + "9" * 5000 + ",v1=0")
def test_unsigned_bytes(open_session, body, header):
    before = state(), events()
    assert post(browser(), body, header).status_code == 400
    assert (state(), events()) == before


@hostile
@given(value=json_values, header=headers)
def test_unsigned_events(open_session, envelope, value, header):
    event = json.dumps(again(envelope, type=TYPES[0], data={"object": value}))
    before = state(), events()
    assert post(browser(), event, header).status_code == 400
    assert (state(), events()) == before


@hostile
@given(
    tail=st.binary(max_size=20),
    age=st.integers(301, 10**9),
    secret=st.text(min_size=1, max_size=30).filter(lambda text: text != "whsec_sandbox"),
    how=st.sampled_from(["other secret", "other text", "too old", "other scheme"]),
)
def test_almost_signed(open_session, envelope, tail, age, secret, how):
    """A stolen request, changed or replayed, or one signed by somebody else."""
    payload = json.dumps(again(envelope, type=TYPES[0]))
    body, header = payload.encode(), signature(payload)
    if how == "other secret":
        header = signature(payload, secret=secret)
    elif how == "other text":
        body += b" " + tail
    elif how == "too old":
        header = signature(payload, timestamp=int(time.time()) - age)
    else:
        header = header.replace("v1=", "v0=")
    before = state(), events()
    assert post(browser(), body, header).status_code == 400
    assert (state(), events()) == before


@hostile
@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | json_values.map(json.dumps))
@example(body="[" * 100_000)
@example(body='{"a":' * 50_000)
@example(body="9" * 5000)
@example(body="NaN")
def test_signed_texts(open_session, body):
    before = state(), events()
    assert post_event(browser(), body).status_code == 400
    assert (state(), events()) == before


@hostile
@given(
    kind=st.sampled_from(TYPES),
    place=st.sampled_from(
        [
            *["id", "type", "livemode", "created", "data", "data.object", "object", "api_version"],
            *["data.object.id", "data.object.object", "data.object.metadata", "data.object.payment_intent"],
            *["data.object.status", "data.object.payment_status", "data.object.amount_total"],
        ]
    ),
    value=json_values,
)
@example(kind=TYPES[0], place="id", value="evt_\x00")
@example(kind=TYPES[0], place="id", value="evt_" + "x" * 300)
@example(kind=TYPES[0], place="type", value="x" * 300)
@example(kind=TYPES[0], place="data.object.id", value="\x00")
@example(kind=TYPES[0], place="data.object.id", value="cs_" + "x" * 300)
@example(kind=TYPES[4], place="data.object.payment_intent", value="pi_\x00")
@example(kind=TYPES[0], place="created", value=10**17)
@example(kind=TYPES[0], place="created", value=1e300)
@example(kind=TYPES[0], place="data.object.payment_status", value="paid")
def test_signed_events_with_a_part_changed(open_session, envelope, kind, place, value):
    """The event claims that it is paid; the session retrieved from Stripe says that it is not."""
    event = again(envelope, type=kind)
    *steps, last = place.split(".")
    part = event
    for step in steps:
        part = part[step]
    part[last] = value
    before = state()
    assert post_event(browser(), json.dumps(event)).status_code in (200, 400)
    assert state() == before


@hostile
@given(data=st.data(), kind=st.sampled_from(TYPES))
def test_signed_events_with_parts_left_out(open_session, envelope, data, kind):
    event = again(envelope, type=kind)
    for part in (event, event["data"], event["data"]["object"]):
        for name in data.draw(st.sets(st.sampled_from(sorted(part)))):
            del part[name]
    before = state()
    assert post_event(browser(), json.dumps(event)).status_code in (200, 400)
    assert state() == before


def test_only_a_signature_makes_stripe_try_again(open_session, sandbox, client):
    """An event of a payment without a row gives 503 when it is signed, and 400 when it is not."""
    session = sandbox.pay(payment_of(open_session).attempts.get().session_id)
    Payment.objects.all().delete()
    event = sandbox.events("checkout.session.completed")[0]
    assert event["data"]["object"]["id"] == session["id"]
    assert post(client, json.dumps(event), "t=1,v1=0").status_code == 400
    assert post_event(client, event, secret="whsec_of_somebody").status_code == 400
    assert post_event(client, event).status_code == 503
    assert events() == 0


def test_events_of_a_paid_session_in_any_order_and_number(open_session, sandbox, client):
    """In any order and however often the events arrive: one publication, one receipt."""
    session = sandbox.pay(payment_of(open_session).attempts.get().session_id)
    told = [event for event in sandbox.events() if event["data"]["object"]["id"] == session["id"]]
    dice = random.Random(1)  # noqa: S311 - reproducible
    for event in dice.choices(told, k=40):
        kind = dice.choice([event["type"], *TYPES])
        assert post_event(browser(), again(copy.deepcopy(event), type=kind)).status_code == 200
    payment = payment_of(open_session)
    assert payment.status == Payment.Status.PAID
    assert open_session.page.__class__.objects.get(pk=open_session.page_id).live
    before = state()
    assert post_event(browser(), again(told[0])).status_code == 200
    assert state() == before

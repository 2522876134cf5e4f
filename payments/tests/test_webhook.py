"""The webhook's responses, and the events that it ignores."""

import time
import uuid

import pytest

from payments import gateway, metadata
from payments.models import CheckoutAttempt, Payment, StripeEvent
from payments.tests.signing import again, post, post_event, signature
from tests.factories import UnpaidSubmissionFactory, page_of, payment_of

COMPLETED = "checkout.session.completed"
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def submission(board):
    return UnpaidSubmissionFactory(board=board)


@pytest.fixture
def completed(submission, pay, sandbox):
    """The event of a payment that is still open here."""
    pay(submission)
    return sandbox.events(COMPLETED)[0]


def is_paid(submission):
    return payment_of(submission).status == Payment.Status.PAID


def test_signed_event_publishes(client, completed, submission):
    assert post_event(client, completed).status_code == 200
    assert is_paid(submission)
    assert page_of(submission).live
    record = StripeEvent.objects.get()
    assert (record.event_id, record.payment, record.outcome) == (
        completed["id"],
        payment_of(submission),
        "payment paid",
    )


def test_get_is_not_allowed(client):
    assert client.get("/payments/stripe/webhook/").status_code == 405


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        "t=1,v1=00",
        "t=,v1=",
        "v1=abc",
        "t=ü,v1=ñ",
        "t=99999999999999999999,v1=00",
        "\x00",
    ],
)
def test_bad_signature(client, completed, submission, header):
    answer = post(client, "{}", header)
    assert answer.status_code == 400
    assert not is_paid(submission)


def test_signature_of_another_secret(client, completed, submission):
    assert post_event(client, completed, secret="whsec_of_someone_else").status_code == 400
    assert not is_paid(submission)


def test_signature_of_another_text(client, completed, submission):
    assert post(client, "{}", signature('{"a": 1}')).status_code == 400


def test_signature_too_old(client, completed, submission):
    assert post_event(client, completed, timestamp=int(time.time()) - 301).status_code == 400
    assert not is_paid(submission)


def test_secret_being_rotated(client, completed, submission, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert post_event(client, completed).status_code == 400
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_sandbox"]
    assert post_event(client, completed).status_code == 200
    assert post_event(client, again(completed), secret="whsec_new").status_code == 200
    assert is_paid(submission)


ENVELOPE = '{"id": "evt_1", "object": "event", "type": "x", "livemode": false, "created": %s, "data": %s}'


@pytest.mark.parametrize(
    "payload",
    [
        *("", "rubbish", "{", "[]", "null", "1", '"text"', "{}", '{"object": "event"}'),
        '{"id": "evt_1", "object": "event", "type": "checkout.session.completed"}',
        ENVELOPE % ("1", "{}"),
        ENVELOPE % ("1", "null"),
        ENVELOPE % ("1", '{"object": []}'),
        ENVELOPE % ('"soon"', '{"object": {}}'),
        ENVELOPE % ("1e300", '{"object": {}}'),
        '{"id": "evt_1", "object": "v2.core.event", "type": "v1.x", "livemode": false, "created": "2026"}',
    ],
)
@pytest.mark.django_db
def test_signed_rubbish(client, payload):
    assert post_event(client, payload).status_code == 400


@pytest.mark.django_db
def test_bytes_that_are_no_text(client):
    assert post(client, b"\xff\xfe\x00", signature("{}")).status_code == 400


@pytest.mark.parametrize("types", ["customer.created", "payment_intent.succeeded", "made.up"])
def test_event_nobody_asked_for(client, completed, submission, types):
    assert post_event(client, again(completed, type=types)).status_code == 200
    assert not is_paid(submission)


def test_session_that_stripe_does_not_know(client, completed, submission):
    event = again(completed)
    event["data"]["object"]["id"] = "cs_test_of_another_account"
    assert post_event(client, event).status_code == 200
    assert not is_paid(submission)


def test_session_of_another_shop_of_the_same_account(client, sandbox, db, deliver_webhooks):
    session = gateway.create_session(_params({}), idempotency_key="another-shop")
    sandbox.pay(session.id)
    assert {attempt.status for attempt in deliver_webhooks()} == {200}
    assert not Payment.objects.exists()


def test_ours_without_a_row_is_tried_again(client, sandbox, db, deliver_webhooks):
    """The database was restored from a backup, or the payment's transaction has not committed yet."""
    session = gateway.create_session(
        _params({metadata.PAYMENT: str(uuid.uuid4())}), idempotency_key="a-lost-row"
    )
    sandbox.pay(session.id)
    answers = {attempt.type: attempt.status for attempt in deliver_webhooks()}
    assert answers[COMPLETED] == 503
    assert not StripeEvent.objects.filter(type=COMPLETED).exists()


def _params(names):
    price = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "A thing"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": names,
        "success_url": "https://shop.example/",
    }


def test_live_event_in_test_mode(client, completed, submission):
    assert post_event(client, again(completed, livemode=True)).status_code == 200
    assert not is_paid(submission)
    assert StripeEvent.objects.get().outcome == "other mode: ignored"


def test_row_of_the_other_mode(client, completed, submission):
    CheckoutAttempt.objects.update(livemode=True)
    assert post_event(client, completed).status_code == 200
    assert not is_paid(submission)
    assert not page_of(submission).live


def test_stripe_out_of_reach_while_looking(client, completed, submission, sandbox):
    sandbox.faults.set("reset", match="GET /v1/checkout/sessions")
    assert post_event(client, completed).status_code == 503
    assert not StripeEvent.objects.exists()
    assert post_event(client, completed).status_code == 200
    assert is_paid(submission)

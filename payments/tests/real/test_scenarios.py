"""What the site relies on at Stripe. That both doors agree is what makes the sandbox worth testing against."""

from datetime import timedelta
from itertools import islice

import pytest
import stripe
from django.utils import timezone

from payments import gateway, metadata
from payments.models import PaymentSettings
from payments.services.events import HANDLED
from payments.tests.real.scenario import new_key
from stripe_sandbox.tests.sdk_types import departures


@pytest.fixture
def session(attempt):
    """Closed at the end: no account should be left with open payment pages."""
    opened = gateway.create_session(attempt.params, idempotency_key=attempt.idempotency_key)
    yield opened
    if gateway.retrieve_session(opened.id).status == "open":
        gateway.expire_session(opened.id, idempotency_key=new_key())


def test_a_session_is_as_it_was_asked_for(attempt, session):
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.currency, session.subtotal, session.total) == ("EUR", 9900, 9900)
    assert (session.discount, session.tax, session.payment_intent) == (0, 0, "")
    assert session.url.startswith("http")
    assert not session.livemode
    assert dict(session.metadata) == attempt.params["metadata"]
    assert int(session.expires_at.timestamp()) == attempt.params["expires_at"]
    assert gateway.retrieve_session(session.id) == session


def test_the_answer_has_the_shape_that_the_library_promises(session):
    body = gateway._client().v1.checkout.sessions.retrieve(session.id).to_dict()
    missing = [line for line in departures(body, stripe.checkout.Session, "session") if "unknown" not in line]
    assert missing == []


def test_the_same_key_gives_the_same_session(attempt, session):
    again = gateway.create_session(attempt.params, idempotency_key=attempt.idempotency_key)
    assert again.id == session.id


def test_the_same_key_with_other_parameters_is_refused(attempt, session):
    with pytest.raises(gateway.GatewayRefused):
        gateway.create_session(
            attempt.params | {"customer_email": "someone.else@example.com"},
            idempotency_key=attempt.idempotency_key,
        )


def test_an_expired_session_stays_so(session):
    assert gateway.expire_session(session.id, idempotency_key=new_key()).status == "expired"
    with pytest.raises(gateway.GatewayRefused):
        gateway.expire_session(session.id, idempotency_key=new_key())
    assert gateway.retrieve_session(session.id).status == "expired"


@pytest.mark.parametrize("minutes", [10, 60 * 25])
def test_a_session_too_short_or_too_long_is_refused(attempt, minutes):
    until = int((timezone.now() + timedelta(minutes=minutes)).timestamp())
    with pytest.raises(gateway.GatewayRefused):
        gateway.create_session(attempt.params | {"expires_at": until}, idempotency_key=new_key())


@pytest.mark.parametrize(
    ("amount", "currency"), [(9950, "ugx"), (9950, "isk"), (1, "eur"), (100, "zzz"), (-1, "eur")]
)
def test_sums_that_are_refused(attempt, amount, currency):
    params = attempt.params | {"line_items": [dict(attempt.params["line_items"][0])]}
    price = params["line_items"][0]["price_data"] | {"unit_amount": amount, "currency": currency}
    params["line_items"][0]["price_data"] = price
    with pytest.raises(gateway.GatewayRefused):
        gateway.create_session(params, idempotency_key=new_key())


def test_what_nobody_has_is_refused(door, db):
    with pytest.raises(gateway.GatewayRefused):
        gateway.retrieve_session("cs_test_of_nobody")
    with pytest.raises(gateway.GatewayRefused):
        gateway.intent_metadata("pi_of_nobody")


def test_sessions_are_listed_by_when_they_were_made(session):
    now = timezone.now()
    found = gateway.sessions_created(since=now - timedelta(minutes=10), until=now + timedelta(minutes=1))
    assert session.id in [each.id for each in found]
    assert not list(gateway.sessions_created(since=now + timedelta(days=1), until=now + timedelta(days=2)))


def test_a_refund_is_made_once_for_a_key(charged):
    key, named = new_key(), charged.metadata | {metadata.REFUND: "refund-test"}
    asked = {"payment_intent": charged.payment_intent, "amount": 4000, "metadata": named}
    refund = gateway.create_refund(**asked, idempotency_key=key)
    assert (refund.amount, refund.status, dict(refund.metadata)) == (4000, "succeeded", named)
    assert gateway.create_refund(**asked, idempotency_key=key).id == refund.id
    assert [each.id for each in gateway.list_refunds(charged.payment_intent)] == [refund.id]


def test_more_than_was_paid_is_not_given_back(charged):
    with pytest.raises(gateway.GatewayRefused):
        gateway.create_refund(
            payment_intent=charged.payment_intent, amount=9901, idempotency_key=new_key(), metadata={}
        )
    assert gateway.list_refunds(charged.payment_intent) == []
    assert gateway.list_disputes(charged.payment_intent) == []


def test_a_charge_names_what_it_is_for(charged):
    assert gateway.intent_metadata(charged.payment_intent).items() >= charged.metadata.items()


def test_events_that_were_not_delivered_can_be_listed(session):
    gateway.expire_session(session.id, idempotency_key=new_key())
    # An account in use has a month of them.
    for event in islice(gateway.undelivered_events(HANDLED), 150):
        assert event.id.startswith("evt_")
        assert not event.livemode


@pytest.mark.parametrize("switch", ["allow_promotion_codes", "collect_tax_ids", "create_invoices"])
def test_each_switch_of_a_board_is_taken(door, board, switch, request):
    PaymentSettings.objects.update_or_create(site=board.site, defaults={switch: True})
    opened = request.getfixturevalue("session")
    assert opened.status == "open"

"""Payments, debits, refunds and disputes, and what the API answers afterwards."""

import threading

import pytest
import stripe

from stripe_sandbox import ApiError, CardDeclined
from stripe_sandbox.errors import SessionNotOpen
from stripe_sandbox.tests.tools import order, priced


@pytest.fixture
def session(client):
    return client.v1.checkout.sessions.create(order())


def types(sandbox):
    return [event["type"] for event in reversed(sandbox.events())]


def test_a_good_card_pays(sandbox, client, session):
    sandbox.pay(session.id)
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})

    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.status == "succeeded"
    assert paid.payment_intent.amount_received == 9900
    assert paid.payment_intent.metadata["payment"] == "7f1c"
    assert paid.payment_intent.latest_charge.paid is True
    assert types(sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_declined_card_leaves_the_session_open(sandbox, client, session):
    with pytest.raises(CardDeclined) as caught:
        sandbox.pay(session.id, "4000000000000002")
    intent = client.v1.payment_intents.retrieve(sandbox.session(session.id)["payment_intent"])

    assert caught.value.field == "number"
    assert sandbox.session(session.id)["status"] == "open"
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.decline_code == "generic_decline"
    assert types(sandbox)[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    sandbox.pay(session.id)
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_no_real_card_is_taken(sandbox, session):
    with pytest.raises(CardDeclined, match="Only test cards"):
        sandbox.pay(session.id, "5555555555554444")


@pytest.mark.parametrize("passed", [True, False])
def test_authentication(sandbox, session, passed):
    if passed:
        assert sandbox.pay(session.id, "4000002500003155")["payment_status"] == "paid"
    else:
        with pytest.raises(CardDeclined, match="could not authenticate"):
            sandbox.pay(session.id, "4000002500003155", authenticate=False)
        assert sandbox.session(session.id)["payment_status"] == "unpaid"


def test_paying_twice_at_once_charges_once(sandbox, session):
    start, refusals = threading.Barrier(8), []

    def pay():
        start.wait()
        try:
            sandbox.pay(session.id)
        except SessionNotOpen as refusal:
            refusals.append(refusal.state)

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refusals == ["complete"] * 7
    assert len(sandbox.world.store.all("charge")) == 1
    assert len(sandbox.events("checkout.session.completed")) == 1


@pytest.mark.parametrize(
    ("settle", "status", "event"),
    [
        (True, "paid", "checkout.session.async_payment_succeeded"),
        (False, "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_a_bank_debit_completes_first_and_settles_or_fails_later(
    sandbox, client, session, settle, status, event
):
    sandbox.pay_by_debit(session.id)
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.payment_intent.status == "processing"

    (sandbox.settle_debit if settle else sandbox.fail_debit)(session.id)
    assert sandbox.session(session.id)["payment_status"] == status
    assert types(sandbox)[-1] == event
    with pytest.raises(ApiError):
        sandbox.settle_debit(session.id)


def test_currencies_without_a_debit_scheme_offer_cards_only(sandbox, client):
    session = client.v1.checkout.sessions.create(order(line_items=priced(9900, "sek")))

    assert session.payment_method_types == ["card"]
    with pytest.raises(ApiError, match="no bank debits"):
        sandbox.pay_by_debit(session.id)


def test_sessions_expire_by_the_clock(sandbox, client, session):
    sandbox.advance(24 * 3600 + 1)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert types(sandbox) == ["checkout.session.expired"]
    with pytest.raises(SessionNotOpen):
        sandbox.pay(session.id)


def test_expiring_cancels_what_was_begun(sandbox, client, session):
    with pytest.raises(CardDeclined):
        sandbox.pay(session.id, "4000000000000002")
    expired = client.v1.checkout.sessions.expire(session.id)

    assert (expired.status, expired.url) == ("expired", None)
    assert client.v1.payment_intents.retrieve(expired.payment_intent).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status in \\[open\\]"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_free_order_has_no_intent(sandbox, client):
    coupon = client.v1.coupons.create({"percent_off": 100, "duration": "once"})
    code = client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "FREE100", "max_redemptions": 1}
    )
    session = client.v1.checkout.sessions.create(order(allow_promotion_codes=True))
    paid = sandbox.pay(session.id, promotion_code="free100")

    assert (paid["payment_status"], paid["payment_intent"], paid["amount_total"]) == (
        "no_payment_required",
        None,
        0,
    )
    assert paid["total_details"]["amount_discount"] == 9900
    assert paid["discounts"] == [{"coupon": None, "promotion_code": code.id}]
    assert client.v1.promotion_codes.retrieve(code.id).times_redeemed == 1
    other = client.v1.checkout.sessions.create(order(allow_promotion_codes=True))
    with pytest.raises(ApiError, match="expired"):
        sandbox.pay(other.id, promotion_code="FREE100")


def test_codes_need_permission_and_existence(sandbox, client, session):
    with pytest.raises(ApiError, match="no promotion codes"):
        sandbox.pay(session.id, promotion_code="FREE100")
    allowing = client.v1.checkout.sessions.create(order(allow_promotion_codes=True))
    with pytest.raises(ApiError, match="invalid"):
        sandbox.pay(allowing.id, promotion_code="FREE100")


@pytest.mark.parametrize(("behavior", "tax", "total"), [("exclusive", 1584, 9504), ("inclusive", 1320, 7920)])
def test_discount_and_tax_add_up(sandbox, client, behavior, tax, total):
    sandbox.create_promotion_code("SAVE20", 20)
    items = priced(3300, quantity=3, tax_behavior=behavior)
    asked = order(allow_promotion_codes=True, automatic_tax={"enabled": True}, line_items=items)
    opened = client.v1.checkout.sessions.create(asked)
    assert (opened.amount_total, opened.automatic_tax.status) == (9900, "requires_location_inputs")
    sandbox.pay(opened.id, promotion_code="SAVE20")
    paid = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["line_items", "payment_intent"]})

    assert paid.total_details.to_dict() == {"amount_discount": 1980, "amount_shipping": 0, "amount_tax": tax}
    assert paid.amount_total == paid.payment_intent.amount == total
    assert sum(item.amount_total for item in paid.line_items.data) == total


def test_refunds_never_exceed_the_charge(sandbox, client, session):
    sandbox.pay(session.id)
    intent = sandbox.session(session.id)["payment_intent"]
    first = client.v1.refunds.create({"payment_intent": intent, "amount": 4000})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent, "amount": 5901})
    rest = client.v1.refunds.create({"charge": first.charge})

    assert caught.value.param == "amount"
    assert (first.status, rest.amount) == ("succeeded", 5900)
    assert client.v1.charges.retrieve(first.charge).refunded is True
    assert [each.amount for each in client.v1.refunds.list({"charge": first.charge}).data] == [5900, 4000]
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.refunds.create({"charge": first.charge})
    assert again.value.code == "charge_already_refunded"


def test_a_failed_refund_gives_the_money_back_to_the_charge(sandbox, client, session):
    sandbox.pay(session.id)
    refund = sandbox.refund(sandbox.charge_of(session.id)["id"])
    sandbox.fail_refund(refund["id"])

    assert sandbox.charge_of(session.id)["amount_refunded"] == 0
    assert client.v1.refunds.retrieve(refund["id"]).status == "failed"


def test_a_debit_s_refund_is_pending_first(sandbox, session):
    sandbox.pay_by_debit(session.id)
    charge = sandbox.charge_of(session.id)["id"]
    with pytest.raises(ApiError, match="cannot be refunded"):
        sandbox.refund(charge)
    sandbox.settle_debit(session.id)
    refund = sandbox.refund(charge)

    assert refund["status"] == "pending"
    assert sandbox.succeed_refund(refund["id"])["status"] == "succeeded"
    assert types(sandbox)[-1] == "refund.updated"


@pytest.mark.parametrize(("outcome", "last"), [("won", "funds_reinstated"), ("lost", "closed")])
def test_disputes_open_and_close(sandbox, client, session, outcome, last):
    sandbox.pay(session.id)
    charge = sandbox.charge_of(session.id)["id"]
    dispute = sandbox.dispute(charge, reason="product_not_received")
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"charge": charge})
    with pytest.raises(ApiError, match="already disputed"):
        sandbox.dispute(charge)
    sandbox.update_dispute(dispute["id"], "under_review")
    sandbox.close_dispute(dispute["id"], outcome)

    assert [each.status for each in client.v1.disputes.list({"charge": charge}).data] == [outcome]
    assert types(sandbox)[-1] == f"charge.dispute.{last}"
    assert [kind for kind in types(sandbox) if kind.startswith("charge.dispute")][:3] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
    ]
    with pytest.raises(ApiError, match="closed"):
        sandbox.close_dispute(dispute["id"], "won")


def test_an_inquiry_moves_no_money(sandbox, session):
    sandbox.pay(session.id)
    dispute = sandbox.dispute(sandbox.charge_of(session.id)["id"], status="warning_needs_response")
    sandbox.close_dispute(dispute["id"], "warning_closed")

    assert types(sandbox)[-2:] == ["charge.dispute.created", "charge.dispute.closed"]


def test_cards_that_turn_out_badly_later(sandbox, client, session):
    sandbox.pay(session.id, "4000000000000259")
    assert types(sandbox)[-1] == "charge.dispute.funds_withdrawn"
    other = client.v1.checkout.sessions.create(order()).id
    sandbox.pay(other, "4000000000005126")
    assert client.v1.refunds.create({"charge": sandbox.charge_of(other)["id"]}).status == "failed"

"""The sandbox's parameters and objects, compared with the SDK's typed classes."""

from typing import Literal, get_args, get_origin

import pytest
import stripe
from stripe.params import (
    CouponCreateParams,
    CreditNoteCreateParams,
    EventListParams,
    PromotionCodeCreateParams,
    RefundCreateParams,
    RefundListParams,
    TaxRateCreateParams,
)
from stripe.params.checkout import SessionCreateParams, SessionListParams

from stripe_sandbox import (
    CardDeclined,
    invoices,
    objects,
    promotions,
    refunds,
    resources,
    session_params,
    tax_rates,
)
from stripe_sandbox.params import Choice, Fields, ListOf
from stripe_sandbox.tests.sdk_types import (
    CLASSES,
    alternatives,
    assert_conforms,
    departures,
    hints_of,
)
from stripe_sandbox.tests.tools import Receiver, order


def params_unknown_to_sdk(fields, cls, path=""):
    """Return parameters and choices that the sandbox accepts and the SDK has not."""
    hints = hints_of(cls)
    found = []
    for name, check in fields.checks.items():
        if name not in hints:
            found.append(f"{path}{name}")
            continue
        hint = hints[name]
        while isinstance(check, ListOf):
            lists = [option for option in alternatives(hint) if get_origin(option) is list]
            hint, check = get_args(lists[0])[0], check.item
        options = alternatives(hint)
        if isinstance(check, Fields):
            nested = [option for option in options if hasattr(option, "__required_keys__")]
            found += params_unknown_to_sdk(check, nested[0], f"{path}{name}.")
        if isinstance(check, Choice):
            literals = {
                each for option in options if get_origin(option) is Literal for each in get_args(option)
            }
            found += [f"{path}{name}={each}" for each in check.options if literals and each not in literals]
    return found


@pytest.mark.parametrize(
    ("fields", "cls"),
    [
        (session_params.SESSION, SessionCreateParams),
        (refunds.REFUND, RefundCreateParams),
        (invoices.CREDIT_NOTE, CreditNoteCreateParams),
        (tax_rates.TAX_RATE, TaxRateCreateParams),
        (promotions.COUPON, CouponCreateParams),
        (promotions.PROMOTION_CODE, PromotionCodeCreateParams),
        (next(each for each in resources.RESOURCES if each.kind == "event").params(), EventListParams),
        (next(each for each in resources.RESOURCES if each.kind == "refund").params(), RefundListParams),
        (
            next(each for each in resources.RESOURCES if each.kind == "checkout.session").params(),
            SessionListParams,
        ),
    ],
)
def test_every_parameter_taken_is_one_the_sdk_can_send(fields, cls):
    assert params_unknown_to_sdk(fields, cls) == []


@pytest.mark.parametrize(
    "change",
    [
        {"bogus": 1},
        {"status": "opened"},
        {"created": "today"},
        {"expires_at": None},
        {"custom_text": {"submit": {}}},
        {"automatic_tax": {"enabled": True, "status": "perhaps"}},
    ],
)
def test_the_check_itself_notices_departures(client, change):
    body = client.v1.checkout.sessions.create(order()).to_dict()
    assert departures({**body, **change}, stripe.checkout.Session, "session") != []


def test_it_speaks_the_api_version_the_sdk_pins():
    assert stripe.api_version == objects.API_VERSION


def test_every_object_of_a_full_story_conforms(sandbox, client):
    sandbox.create_promotion_code("SAVE20", 20)
    asked = order(
        allow_promotion_codes=True,
        automatic_tax={"enabled": True},
        tax_id_collection={"enabled": True},
        invoice_creation={
            "enabled": True,
            "invoice_data": {
                "description": "Listing",
                "custom_fields": [{"name": "PO number", "value": "4711"}],
                "rendering_options": {"amount_tax_display": "include_inclusive_tax"},
            },
        },
        custom_text={"submit": {"message": "Published at once."}},
        locale="en",
    )
    opened = client.v1.checkout.sessions.create(asked)
    assert_conforms(opened.to_dict())
    with pytest.raises(CardDeclined):
        sandbox.pay(opened.id, "4000000000000002", promotion_code="save20")
    with pytest.raises(CardDeclined):
        sandbox.pay(opened.id, "4000002500003155", authenticate=False)
    sandbox.pay(opened.id, "4000002500003155")
    charge = sandbox.charge_of(opened.id)
    part = sandbox.refund(charge["id"], 500)
    client.v1.credit_notes.create(
        {"invoice": sandbox.session(opened.id)["invoice"], "amount": 500, "refunds": [{"refund": part["id"]}]}
    )
    vat = {"display_name": "VAT", "percentage": 19, "inclusive": True}
    rate = client.v1.tax_rates.create(vat)
    taxed = order()["line_items"][0] | {"tax_rates": [rate.id]}
    sandbox.pay(client.v1.checkout.sessions.create(order(line_items=[taxed])).id)
    sandbox.fail_refund(sandbox.refund(charge["id"], 1000)["id"])
    sandbox.close_dispute(sandbox.dispute(charge["id"])["id"], "won")
    debit = client.v1.checkout.sessions.create(order())
    sandbox.pay_by_debit(debit.id)
    sandbox.settle_debit(debit.id)
    sandbox.succeed_refund(sandbox.refund(sandbox.charge_of(debit.id)["id"])["id"])
    failing = client.v1.checkout.sessions.create(order(line_items=order()["line_items"] * 2))
    sandbox.pay_by_debit(failing.id)
    sandbox.fail_debit(failing.id)
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(order()).id)

    kinds = set()
    for kind in CLASSES:
        for body in sandbox.world.store.all(kind):
            kinds.add(kind)
            assert_conforms(body)
    assert kinds == set(CLASSES) - {"item"}
    for event in sandbox.events():
        assert_conforms(event["data"]["object"])
    for item in client.v1.checkout.sessions.line_items.list(failing.id):
        assert_conforms(item.to_dict())


def test_expanded_objects_conform_too(sandbox, client):
    session = client.v1.checkout.sessions.create(order())
    sandbox.pay(session.id)
    expand = ["line_items", "payment_intent.latest_charge.balance_transaction"]
    expanded = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})

    assert_conforms(expanded.to_dict())
    assert expanded.line_items.data[0].amount_total == 9900
    assert expanded.payment_intent.latest_charge.balance_transaction.amount == 9900


def test_delivered_payloads_are_events_of_the_sdk(sandbox, client):
    receiver = Receiver()
    sandbox.pay(client.v1.checkout.sessions.create(order()).id)
    sandbox.deliver_pending(receiver)

    assert receiver.refused == []
    assert receiver.events[-1].type == "checkout.session.completed"
    for event in receiver.events:
        assert_conforms(event.to_dict())

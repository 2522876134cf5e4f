"""The sandbox held to the SDK: what it accepts and what it answers, against the SDK's own typed classes."""

import types
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, ForwardRef, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import stripe
from stripe.params import (
    CouponCreateParams,
    EventListParams,
    PromotionCodeCreateParams,
    RefundCreateParams,
    RefundListParams,
)
from stripe.params.checkout import SessionCreateParams, SessionListParams

from payments.sandbox import CardDeclined, aftercare, promotions, reading, session_params, shapes
from payments.sandbox.params import Choice, Fields, ListOf
from payments.tests.sandbox.tools import Receiver, order


class Names(dict[str, Any]):
    """What the SDK's annotations mean; it imports its classes only when they are asked for."""

    def __missing__(self, name):
        try:
            return getattr(stripe, name.removesuffix("Resource"))
        except AttributeError:
            raise KeyError(name) from None


NAMES = Names(Mapping=Mapping)
# What the sandbox answers with that the SDK's class does not name, or the other way round.
PARTIAL = {"invoice"}


@cache
def hints_of(cls):
    while True:
        try:
            return get_type_hints(cls, localns=NAMES)
        except NameError as unknown:
            # A class of a part of Stripe the sandbox does not have.
            NAMES[str(unknown.name)] = stripe.StripeObject


@cache
def fields_of(cls):
    hints = hints_of(cls)
    own = {
        name
        for base in cls.__mro__
        if base is not stripe.StripeObject
        for name in vars(base).get("__annotations__", {})
    }
    return {
        name: hint
        for name, hint in hints.items()
        if name in own
        and not name.startswith("_")
        and get_origin(hint) is not ClassVar
        and name != "OBJECT_NAME"
    }


def alternatives(hint):
    if isinstance(hint, ForwardRef):
        return [NAMES[hint.__forward_arg__]]
    if get_origin(hint) in (Union, types.UnionType):
        return [each for part in get_args(hint) for each in alternatives(part)]
    return [hint]


def faults_in(value, hint, path):
    """Every way the value departs from the annotation."""
    options = alternatives(hint)
    literals = [choice for option in options if get_origin(option) is Literal for choice in get_args(option)]
    if Any in options or (value is None and type(None) in options):
        return []
    if isinstance(value, str) and literals:
        return [] if value in literals else [f"{path}: {value!r} is not in the SDK's enumeration"]
    for option in options:
        plain = get_origin(option) or option
        if isinstance(value, dict) and isinstance(plain, type) and issubclass(plain, stripe.StripeObject):
            if plain is stripe.ListObject:
                return faults_in(value["data"], types.GenericAlias(list, get_args(option)), f"{path}.data")
            if plain.__name__ == "UntypedStripeObject":
                return []
            return departures(value, plain, path)
        if isinstance(value, list) and plain is list:
            inner = get_args(option)[0]
            return [
                fault for at, each in enumerate(value) for fault in faults_in(each, inner, f"{path}[{at}]")
            ]
        if plain is Decimal and isinstance(value, str):
            return []
        if (
            isinstance(plain, type)
            and isinstance(value, plain)
            and not (plain is int and isinstance(value, bool))
        ):
            return []
        if plain is float and isinstance(value, int):
            return []
    return [f"{path}: {value!r} does not fit {hint}"]


def departures(body, cls, path):
    fields = fields_of(cls)
    found = [f"{path}.{name}: unknown to the SDK" for name in body if name not in fields]
    found += [
        f"{path}.{name}: missing"
        for name, hint in fields.items()
        if name not in body and type(None) not in alternatives(hint)
    ]
    for name, value in body.items():
        if name in fields:
            found += faults_in(value, fields[name], f"{path}.{name}")
    return found


CLASSES = {
    "checkout.session": stripe.checkout.Session,
    "item": stripe.LineItem,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "balance_transaction": stripe.BalanceTransaction,
    "coupon": stripe.Coupon,
    "promotion_code": stripe.PromotionCode,
    "event": stripe.Event,
}


def assert_conforms(body):
    assert departures(body, CLASSES[body["object"]], body["object"]) == []


def params_unknown_to_sdk(fields, cls, path=""):
    """Parameters and choices the sandbox takes and Stripe would not."""
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
        (aftercare.REFUND, RefundCreateParams),
        (promotions.COUPON, CouponCreateParams),
        (promotions.PROMOTION_CODE, PromotionCodeCreateParams),
        (next(each for each in reading.RESOURCES if each.kind == "event").params(), EventListParams),
        (next(each for each in reading.RESOURCES if each.kind == "refund").params(), RefundListParams),
        (
            next(each for each in reading.RESOURCES if each.kind == "checkout.session").params(),
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
    assert stripe.api_version == shapes.API_VERSION


def test_every_object_of_a_full_story_conforms(sandbox, client):
    sandbox.create_promotion_code("SAVE20", 20)
    asked = order(
        allow_promotion_codes=True,
        automatic_tax={"enabled": True},
        tax_id_collection={"enabled": True},
        invoice_creation={"enabled": True, "invoice_data": {"description": "Listing"}},
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
        if event["data"]["object"]["object"] not in PARTIAL:
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

"""Compare objects and parameters with the SDK's typed classes."""

import types
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, ForwardRef, Literal, Union, get_args, get_origin, get_type_hints

import stripe


class Names(dict[str, Any]):
    """The names in the SDK's annotations; the SDK imports their classes late."""

    def __missing__(self, name):
        try:
            return getattr(stripe, name.removesuffix("Resource"))
        except AttributeError:
            raise KeyError(name) from None


NAMES = Names(Mapping=Mapping)


@cache
def hints_of(cls):
    while True:
        try:
            return get_type_hints(cls, localns=NAMES)
        except NameError as unknown:
            # A class of a part of Stripe that the sandbox does not have.
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
    """Return each way in which the value does not fit its annotation."""
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
    "tax_rate": stripe.TaxRate,
    "invoice": stripe.Invoice,
    "credit_note": stripe.CreditNote,
    "event": stripe.Event,
}


def assert_conforms(body):
    assert departures(body, CLASSES[body["object"]], body["object"]) == []


def param_faults(raw, hint, path):
    """Return each way in which a decoded form does not fit the SDK's parameters."""
    options = alternatives(hint)
    typed = next((option for option in options if hasattr(option, "__required_keys__")), None)
    listed = next((option for option in options if get_origin(option) is list), None)
    choices = {each for option in options if get_origin(option) is Literal for each in get_args(option)}
    if isinstance(raw, dict) and typed is not None:
        hints = hints_of(typed)
        found = [f"{path}.{name}: missing" for name in typed.__required_keys__ if name not in raw]
        found += [f"{path}.{name}: unknown to the SDK" for name in raw if name not in hints]
        return found + [
            fault
            for name, value in raw.items()
            if name in hints
            for fault in param_faults(value, hints[name], f"{path}.{name}")
        ]
    if isinstance(raw, dict) and listed is not None:
        inner = get_args(listed)[0]
        return [fault for at, each in raw.items() for fault in param_faults(each, inner, f"{path}[{at}]")]
    if isinstance(raw, dict):
        mapped = any(get_origin(option) in (dict, Mapping) for option in options)
        return [] if mapped else [f"{path}: {raw!r} does not fit {hint}"]
    fits = (
        raw in choices
        or str in options
        or (int in options and raw.lstrip("-").isdigit())
        or (float in options and raw.replace(".", "", 1).isdigit())
        or (bool in options and raw.lower() in ("true", "false"))
    )
    return [] if fits else [f"{path}: {raw!r} does not fit {hint}"]

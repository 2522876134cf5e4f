"""Retrieve, list and expand objects for the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripe_sandbox import checkout, objects
from stripe_sandbox.deliveries import events_now
from stripe_sandbox.errors import ApiError, missing
from stripe_sandbox.objects import Object
from stripe_sandbox.params import EXPAND, PAGING, Check, Choice, Fields, ListOf, boolean, text
from stripe_sandbox.world import World

ONLY_EXPAND = Fields({"expand": EXPAND})
# Parameters that are not simply compared with a top-level field of the object.
_NOT_FIELDS = {*PAGING, "delivery_success", "types", "type", "customer_details", "coupon"}
_MAX_DEPTH = 4


@dataclass(frozen=True)
class Resource:
    """A kind of object that can be retrieved and listed at `path`."""

    path: str
    kind: str
    filters: Mapping[str, Check] = field(default_factory=dict)

    def params(self) -> Fields:
        return Fields({**PAGING, **self.filters})


RESOURCES = (
    Resource(
        "checkout/sessions",
        "checkout.session",
        {
            "payment_intent": text(),
            "status": Choice("complete", "expired", "open"),
            "customer_details": Fields({"email": text()}, required=("email",)),
        },
    ),
    Resource("payment_intents", "payment_intent"),
    Resource("charges", "charge", {"payment_intent": text()}),
    Resource("refunds", "refund", {"charge": text(), "payment_intent": text()}),
    Resource("disputes", "dispute", {"charge": text(), "payment_intent": text()}),
    Resource("balance_transactions", "balance_transaction", {"source": text()}),
    Resource("coupons", "coupon"),
    Resource("promotion_codes", "promotion_code", {"code": text(), "active": boolean, "coupon": text()}),
    Resource("tax_rates", "tax_rate", {"active": boolean, "inclusive": boolean}),
    Resource("invoices", "invoice", {"status": Choice("draft", "open", "paid", "uncollectible", "void")}),
    Resource("credit_notes", "credit_note", {"invoice": text()}),
    Resource("events", "event", {"type": text(), "types": ListOf(text(), 20), "delivery_success": boolean}),
)

# Fields that hold an id, with the kind of object that `expand` puts in its place.
_REFERENCES = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "balance_transaction": "balance_transaction",
    "invoice": "invoice",
    "refund": "refund",
    "coupon": "coupon",
    "promotion_code": "promotion_code",
}


def expansions(raw: Object) -> list[str]:
    return list(EXPAND(raw["expand"], "expand")) if "expand" in raw else []


def retrieve(world: World, resource: Resource, raw: Object, identifier: str) -> Object:
    ONLY_EXPAND(raw)
    if resource.kind == "checkout.session":
        return checkout.get(world, identifier)
    body = world.store.get(resource.kind, identifier)
    return events_now(world, [body])[0] if resource.kind == "event" else body


def list_page(world: World, resource: Resource, raw: Object) -> Object:
    params = resource.params()(raw)
    if resource.kind == "checkout.session":
        checkout.expire_due(world)
    equal = {name: value for name, value in params.items() if name not in _NOT_FIELDS}
    found = [body for body in world.store.all(resource.kind, equal) if _passes(body, params)]
    if resource.kind == "event":
        found = _events(world, found, params)
    return _page(found, params, f"/v1/{resource.path}")


def line_items(world: World, raw: Object, identifier: str) -> Object:
    params = Fields(PAGING)(raw)
    session = checkout.get(world, identifier)
    return _page(
        checkout.line_items(world, session), params, f"/v1/checkout/sessions/{identifier}/line_items"
    )


def _passes(body: Object, params: Object) -> bool:
    if "created" in params and not _in_range(body["created"], params["created"]):
        return False
    if "type" in params and not _type_matches(body["type"], params["type"]):
        return False
    if "types" in params and body["type"] not in params["types"]:
        return False
    if "coupon" in params and body["promotion"]["coupon"] != params["coupon"]:
        return False
    if "customer_details" in params:
        return bool((body["customer_details"] or {}).get("email") == params["customer_details"]["email"])
    return True


def _in_range(created: int, wanted: Any) -> bool:
    if isinstance(wanted, int):
        return created == wanted
    above = created > wanted.get("gt", -1) and created >= wanted.get("gte", 0)
    below = created < wanted.get("lt", created + 1) and created <= wanted.get("lte", created)
    return bool(above and below)


def _type_matches(event_type: str, requested: str) -> bool:
    if requested.endswith("*"):
        return event_type.startswith(requested.removesuffix("*"))
    return event_type == requested


def _events(world: World, events: list[Object], params: Object) -> list[Object]:
    current = events_now(world, events)
    if "delivery_success" not in params:
        return current
    return [event for event in current if (event["pending_webhooks"] == 0) == params["delivery_success"]]


def _page(found: list[Object], params: Object, url: str) -> Object:
    if "starting_after" in params and "ending_before" in params:
        raise ApiError(
            "You cannot parameterize both starting_after and ending_before.", param="ending_before"
        )
    limit = params.get("limit", 10)
    if "ending_before" in params:
        before = found[: _place(found, params["ending_before"], "ending_before")]
        return objects.listing(before[-limit:], url, has_more=len(before) > limit)
    start = _place(found, params["starting_after"], "starting_after") + 1 if "starting_after" in params else 0
    rest = found[start:]
    return objects.listing(rest[:limit], url, has_more=len(rest) > limit)


def _place(found: list[Object], identifier: str, param: str) -> int:
    for index, body in enumerate(found):
        if body["id"] == identifier:
            return index
    raise missing("object", identifier, param)


def expand(world: World, body: Object, paths: list[str]) -> Object:
    """Replace the ids at these dotted paths by their objects.

    Raises ApiError for other fields.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > _MAX_DEPTH:
            raise ApiError(f"You cannot expand more than {_MAX_DEPTH} levels of a property. Property: {path}")
        _expand(world, body, steps, path)
    return body


def _expand(world: World, body: Any, steps: list[str], path: str) -> None:
    if not steps or body is None:
        return
    if isinstance(body, list):
        for entry in body:
            _expand(world, entry, steps, path)
        return
    step, *rest = steps
    if body.get("object") == "checkout.session" and step == "line_items":
        items = checkout.line_items(world, body)
        body[step] = objects.listing(items, f"/v1/checkout/sessions/{body['id']}/line_items")
    elif body.get("object") == "charge" and step == "refunds":
        refunds = world.store.all("refund", {"charge": body["id"]})
        body[step] = objects.listing(refunds, f"/v1/charges/{body['id']}/refunds")
    elif step not in body:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    elif isinstance(body[step], str):
        if step not in _REFERENCES:
            raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
        body[step] = world.store.get(_REFERENCES[step], body[step])
    _expand(world, body[step], rest, path)

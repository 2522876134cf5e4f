"""Create coupons and promotion codes, check them and count their use."""

from __future__ import annotations

from stripe_sandbox import billing_objects
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import Object
from stripe_sandbox.params import EXPAND, Choice, Fields, boolean, integer, invalid, metadata, number, text
from stripe_sandbox.world import World

COUPON = Fields(
    {
        "id": text(200),
        "name": text(40),
        "percent_off": number(0.01, 100),
        "amount_off": integer(1),
        "currency": text(3),
        "duration": Choice("once", "forever"),
        "max_redemptions": integer(1),
        "redeem_by": integer(0),
        "metadata": metadata,
        "expand": EXPAND,
    }
)
PROMOTION_CODE = Fields(
    {
        "promotion": Fields({"type": Choice("coupon"), "coupon": text()}, required=("type", "coupon")),
        "code": text(500),
        "active": boolean,
        "expires_at": integer(0),
        "max_redemptions": integer(1),
        "metadata": metadata,
        "expand": EXPAND,
    },
    required=("promotion",),
)


def create_coupon(world: World, raw: Object) -> Object:
    params = COUPON(raw)
    if ("percent_off" in params) == ("amount_off" in params):
        raise invalid("You must pass either `percent_off` or `amount_off`, and not both.", "percent_off")
    if "amount_off" in params and "currency" not in params:
        raise invalid("You must pass currency when passing amount_off", "currency", "parameter_missing")
    if "id" in params and world.store.find("coupon", params["id"]):
        raise ApiError("Coupon already exists.", code="resource_already_exists", param="id")
    return world.store.add(billing_objects.coupon(params, now=world.now()))


def create_promotion_code(world: World, raw: Object) -> Object:
    params = PROMOTION_CODE(raw)
    coupon_id = params["promotion"]["coupon"]
    world.store.get("coupon", coupon_id, "promotion[coupon]")
    if "code" in params and _active(world, params["code"]):
        raise ApiError("An active promotion code with this code already exists.", param="code")
    return world.store.add(billing_objects.promotion_code(params, now=world.now()))


def usable_code(world: World, code: str, currency: str) -> Object:
    """Return the active promotion code. Raises ApiError when it cannot be used."""
    promotion = _active(world, code)
    if promotion is None:
        raise invalid("This code is invalid.", "promotion_code")
    expired = promotion["expires_at"] is not None and promotion["expires_at"] <= world.now()
    if expired or _used_up(promotion):
        raise invalid("This code has expired.", "promotion_code", "coupon_expired")
    usable_coupon(world, promotion["promotion"]["coupon"], currency, param="promotion_code")
    return promotion


def usable_coupon(world: World, coupon_id: str, currency: str, *, param: str) -> Object:
    coupon = world.store.get("coupon", coupon_id, param)
    expired = coupon["redeem_by"] is not None and coupon["redeem_by"] <= world.now()
    if expired or _used_up(coupon):
        raise invalid("This code has expired.", param, "coupon_expired")
    if coupon["currency"] not in (None, currency):
        raise invalid("This code cannot be used with this currency.", param)
    return coupon


def redeem(world: World, session: Object) -> None:
    """Count the use of a completed session's discounts."""
    for discount in session["discounts"]:
        coupon_id = discount["coupon"]
        if discount["promotion_code"]:
            promotion = world.store.get("promotion_code", discount["promotion_code"])
            promotion["times_redeemed"] += 1
            world.store.save(promotion)
            coupon_id = promotion["promotion"]["coupon"]
        coupon = world.store.get("coupon", coupon_id)
        coupon["times_redeemed"] += 1
        coupon["valid"] = not _used_up(coupon)
        world.store.save(coupon)


def discount_of(world: World, session: Object, subtotal: int) -> int:
    """Return the amount that the session's discount takes off the subtotal."""
    for discount in session["discounts"]:
        coupon_id = discount["coupon"]
        if discount["promotion_code"]:
            coupon_id = world.store.get("promotion_code", discount["promotion_code"])["promotion"]["coupon"]
        coupon = world.store.get("coupon", coupon_id)
        if coupon["percent_off"] is not None:
            share = round(coupon["percent_off"] * 100)
            return int((subtotal * share + 5000) // 10_000)
        return min(subtotal, int(coupon["amount_off"]))
    return 0


def _active(world: World, code: str) -> Object | None:
    for promotion in world.store.all("promotion_code", {"active": True}):
        if promotion["code"].casefold() == code.strip().casefold():
            return promotion
    return None


def _used_up(counted: Object) -> bool:
    limit = counted["max_redemptions"]
    return limit is not None and counted["times_redeemed"] >= limit

"""Checkout Sessions: creation, totals, promotion codes, expiry."""

from __future__ import annotations

from stripe_sandbox import money, objects, session_params
from stripe_sandbox.errors import ApiError, SessionNotOpen
from stripe_sandbox.objects import Object
from stripe_sandbox.promotions import discount_of, usable_code, usable_coupon
from stripe_sandbox.world import World


def create(world: World, raw: Object, *, identifier: str | None = None) -> Object:
    """Create a Checkout Session from a request's parameters."""
    now = world.now()
    params = session_params.check(raw, now=now)
    identifier = identifier or objects.new_id("cs_test", 58)
    session = objects.checkout_session(
        identifier,
        params,
        now=now,
        expires_at=params["expires_at"],
        currency=params["currency"],
        url=f"{world.public_url}/pay/{identifier}",
    )
    items = [objects.line_item(item, now=now) for item in params["line_items"]]
    for requested in params.get("discounts", []):
        _attach_discount(world, session, requested)
    rates = [_rate(world, item, index) for index, item in enumerate(params["line_items"])]
    _set_totals(world, session, items, rates, taxed=False)
    session_params.check_amount(session)
    private = {
        "tax_rates": rates,
        "line_items": items,
        # The pay page shows the descriptions, but a line item has no field for them.
        "notes": [item["price_data"]["product_data"].get("description", "") for item in params["line_items"]],
        "payment_intent_data": params.get("payment_intent_data", {}),
    }
    return world.store.add(session, private)


def get(world: World, identifier: str) -> Object:
    """Return the session; expire it first when its time is over."""
    with world.store.transaction():
        session = world.store.get("checkout.session", identifier)
        if session["status"] == "open" and session["expires_at"] <= world.now():
            return _expire(world, session)
        return session


def get_open(world: World, identifier: str) -> Object:
    """Return the session. Raises SessionNotOpen when it is complete or expired."""
    session = get(world, identifier)
    if session["status"] != "open":
        raise SessionNotOpen(identifier, session["status"])
    return session


def line_items(world: World, session: Object) -> list[Object]:
    items: list[Object] = world.store.private(session["id"])["line_items"]
    return items


def tax_rates(world: World, session: Object) -> list[Object | None]:
    """Return the tax rate of each line item, None without one."""
    items = line_items(world, session)
    rates: list[Object | None] = world.store.private(session["id"]).get("tax_rates") or [None] * len(items)
    return rates


def expire(world: World, identifier: str) -> Object:
    """Expire an open session. Raises SessionNotOpen."""
    with world.store.transaction():
        return _expire(world, get_open(world, identifier))


def expire_due(world: World) -> None:
    """Expire every open session whose time is over."""
    with world.store.transaction():
        for session in world.store.all("checkout.session", {"status": "open"}):
            get(world, session["id"])


def _expire(world: World, session: Object) -> Object:
    session.update(status="expired", url=None)
    world.store.save(session)
    if session["payment_intent"]:
        intent = world.store.get("payment_intent", session["payment_intent"])
        intent.update(
            status="canceled", canceled_at=world.now(), cancellation_reason="expired", next_action=None
        )
        world.store.save(intent)
        world.emit("payment_intent.canceled", intent)
    world.emit("checkout.session.expired", session)
    return session


def quoted(world: World, session: Object) -> tuple[Object, list[Object]]:
    """Return the session and its items as the pay page shows them, with tax.

    Before it is paid, the session in the store has no tax, as at Stripe.
    """
    session, items = {**session}, line_items(world, session)
    if session["status"] == "open":
        _set_totals(
            world,
            session,
            items,
            tax_rates(world, session),
            taxed=session["automatic_tax"]["enabled"],
        )
    return session, items


def fix_totals(world: World, session: Object) -> None:
    """Store the totals with tax, which are the ones to be charged."""
    items = line_items(world, session)
    taxed = session["automatic_tax"]["enabled"]
    _set_totals(world, session, items, tax_rates(world, session), taxed=taxed)
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    _save_items(world, session, items)


def apply_code(world: World, identifier: str, code: str) -> Object:
    """Put a promotion code on an open session, in place of another. Raises ApiError."""
    with world.store.transaction():
        session = get_open(world, identifier)
        if not session["allow_promotion_codes"]:
            raise ApiError("This Checkout Session takes no promotion codes.", param="promotion_code")
        promotion = usable_code(world, code, session["currency"])
        session["discounts"] = []
        _attach_discount(world, session, {"promotion_code": promotion["id"]})
        return _update_totals(world, session)


def remove_code(world: World, identifier: str) -> Object:
    with world.store.transaction():
        session = get_open(world, identifier)
        if session["allow_promotion_codes"]:
            session["discounts"] = []
        return _update_totals(world, session)


def _rate(world: World, item: Object, index: int) -> Object | None:
    """Return the tax rate that the item was asked for with. Raises ApiError for one that is unknown or archived."""
    rates = item.get("tax_rates")
    if not rates:
        return None
    rate = world.store.get("tax_rate", rates[0], f"line_items[{index}][tax_rates][0]")
    if not rate["active"]:
        raise ApiError(f"The tax rate {rate['id']} is archived.", param=f"line_items[{index}][tax_rates][0]")
    return rate


def _attach_discount(world: World, session: Object, requested: Object) -> None:
    currency = session["currency"]
    if "promotion_code" in requested:
        promotion = world.store.get(
            "promotion_code", requested["promotion_code"], "discounts[0][promotion_code]"
        )
        usable_code(world, promotion["code"], currency)
        session["discounts"] = [{"coupon": None, "promotion_code": promotion["id"]}]
    elif "coupon" in requested:
        usable_coupon(world, requested["coupon"], currency, param="discounts[0][coupon]")
        session["discounts"] = [{"coupon": requested["coupon"], "promotion_code": None}]


def _update_totals(world: World, session: Object) -> Object:
    items = line_items(world, session)
    _set_totals(world, session, items, tax_rates(world, session), taxed=False)
    session_params.check_amount(session)
    _save_items(world, session, items)
    return session


def _save_items(world: World, session: Object, items: list[Object]) -> None:
    world.store.save(session)
    world.store.save_private(session["id"], {**world.store.private(session["id"]), "line_items": items})


def _set_totals(
    world: World, session: Object, items: list[Object], rates: list[Object | None], *, taxed: bool
) -> None:
    """Work out discount, tax and total: with each item's own tax rate, or when `taxed` with the flat tax."""
    subtotal = sum(item["amount_subtotal"] for item in items)
    discount = discount_of(world, session, subtotal)
    off = money.shares(discount, [item["amount_subtotal"] for item in items])
    for item, share, rate in zip(items, off, rates, strict=True):
        inclusive = rate["inclusive"] if rate else item["price"]["tax_behavior"] == "inclusive"
        net = item["amount_subtotal"] - share
        tax = money.tax_on(net, inclusive=inclusive) if taxed else 0
        if rate:
            tax = money.tax_on(net, inclusive=inclusive, percent=rate["percentage"])
        item.update(amount_discount=share, amount_tax=tax, amount_total=net if inclusive else net + tax)
    session["amount_subtotal"] = subtotal
    session["amount_total"] = sum(item["amount_total"] for item in items)
    session["total_details"] = {
        "amount_discount": discount,
        "amount_shipping": 0,
        "amount_tax": sum(item["amount_tax"] for item in items),
    }

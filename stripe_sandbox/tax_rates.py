"""Create tax rates."""

from __future__ import annotations

from stripe_sandbox import billing_objects
from stripe_sandbox.objects import Object
from stripe_sandbox.params import EXPAND, Fields, boolean, metadata, number, text
from stripe_sandbox.world import World

TAX_RATE = Fields(
    {
        "display_name": text(50),
        "percentage": number(0, 100),
        "inclusive": boolean,
        "active": boolean,
        "country": text(2),
        "description": text(),
        "jurisdiction": text(50),
        "metadata": metadata,
        "expand": EXPAND,
    },
    required=("display_name", "percentage", "inclusive"),
)


def create(world: World, raw: Object) -> Object:
    return world.store.add(billing_objects.tax_rate(TAX_RATE(raw), now=world.now()))

"""consolecowboys: the demo's board for backend and DevOps engineers."""

from demo.consolecowboys import (
    backend_products,
    backend_systems,
    data,
    platform,
    reliability,
    security,
    tooling,
)
from demo.consolecowboys.companies import EMPLOYERS
from demo.consolecowboys.pages import PAGES
from demo.content import Board, PlanOffer, Scheme, Topic

BOARD = Board(
    slug="consolecowboys",
    name="consolecowboys",
    hostname="127.0.0.1",
    default=True,
    tagline="Backend and DevOps jobs",
    headline="Jobs for people who keep the machines running",
    lede="Backend, platform, reliability, data and security. Pay first, on-call terms in writing, "
    "and no listing that outstays its welcome.",
    index_intro="<p>Newest first, by day. Every listing was paid for once and ends on a date.</p>",
    form_intro="<p>Engineers read the pay, the place and the on-call terms before anything else. "
    "Write those three well and the rest is easy.</p>",
    layout="ledger",
    light=Scheme(
        bg="#F5F7F6",
        surface="#FFFFFF",
        tint="#FFF3DC",
        ink="#12181B",
        muted="#53605C",
        link="#864900",
        button="#F2B14C",
        button_text="#12181B",
        button_edge="#864900",
        control_edge="#75827D",
        hairline="#D9DFDC",
        danger="#B3261E",
        ok="#1A6B3C",
    ),
    dark=Scheme(
        bg="#0E1214",
        surface="#161C1F",
        tint="#2A2216",
        ink="#E7ECEA",
        muted="#9DA9A5",
        link="#F2B14C",
        button="#F2B14C",
        button_text="#12181B",
        button_edge="#864900",
        control_edge="#74817C",
        hairline="#2A3336",
        danger="#FF8A80",
        ok="#7BD39B",
    ),
    currency="EUR",
    contact_email="hello@consolecowboys.example",
    reviewed=False,
    plans=(
        PlanOffer("Standard", "A row in the ledger for a month.", 14_900, 30),
        PlanOffer("Plus", "Half as long again, for roles that are hard to fill.", 20_900, 45),
        PlanOffer(
            "Featured",
            "The longest run, with one of the four places beside the list.",
            34_900,
            60,
            featured=True,
        ),
    ),
    categories=(
        Topic(
            "backend",
            "Backend",
            "Services, queues and the databases under them. Most of these teams run what they write.",
        ),
        Topic(
            "platform",
            "Platform and DevOps",
            "Clusters, build systems and the tools other engineers work with. The customers are down the hall.",
        ),
        Topic(
            "reliability",
            "Site reliability",
            "Keeping things up, and saying by how much. Rotations and time off after a bad night are in each listing.",
        ),
        Topic(
            "data",
            "Data",
            "Pipelines, warehouses and streams: getting numbers to where someone can trust them.",
        ),
        Topic(
            "security",
            "Security",
            "Keys, audits and code that has to withstand other people.",
        ),
    ),
    employers=EMPLOYERS,
    pages=PAGES,
    listings=(
        *backend_systems.LISTINGS,
        *backend_products.LISTINGS,
        *platform.LISTINGS,
        *tooling.LISTINGS,
        *reliability.LISTINGS,
        *data.LISTINGS,
        *security.LISTINGS,
    ),
)

"""Goodproof: the demo's board for designers, run by the same install under a name of its own."""

from demo.content import Board, PlanOffer, Scheme, Topic
from demo.goodproof import forms, products, words
from demo.goodproof.companies import EMPLOYERS
from demo.goodproof.pages import PAGES

BOARD = Board(
    slug="goodproof",
    name="Goodproof",
    hostname="designers.localhost",
    default=False,
    tagline="Work for designers, read before it is printed",
    headline="Design work, proofread",
    lede="Product, brand, type, motion and words. An editor reads every listing before you do, "
    "and sends back the ones that leave something out.",
    index_intro="<p>Each of these was read by an editor. If something in one of them isn’t so, tell us.</p>",
    form_intro="<p>Say what the work is, what it pays and who they would work with. An editor reads your "
    "listing once it is paid, usually within a working day, and writes back if anything is missing.</p>",
    layout="gallery",
    light=Scheme(
        bg="#FBEFEC",
        surface="#FFFAF8",
        tint="#E9EBFF",
        ink="#171A3A",
        muted="#565A7C",
        link="#2340D9",
        button="#2340D9",
        button_text="#FFFFFF",
        button_edge="#2340D9",
        control_edge="#8A7480",
        hairline="#E7D3CE",
        danger="#B0122B",
        ok="#17653F",
    ),
    dark=Scheme(
        bg="#14172F",
        surface="#1D2142",
        tint="#2B2F5C",
        ink="#FBEFEC",
        muted="#B6B8D4",
        link="#FFB1A3",
        button="#FFB1A3",
        button_text="#14172F",
        button_edge="#FFB1A3",
        control_edge="#7F84AE",
        hairline="#363B63",
        danger="#FF93A0",
        ok="#8AD8AC",
    ),
    currency="GBP",
    contact_email="desk@goodproof.example",
    reviewed=True,
    plans=(
        PlanOffer("Standard", "A card on the board for a month.", 12_000, 30),
        PlanOffer("Long run", "Two months, for the roles worth waiting for.", 18_500, 60),
        PlanOffer(
            "Cover",
            "Two months across both columns, and a place among the featured.",
            32_000,
            60,
            featured=True,
        ),
        PlanOffer("Community", "For charities, museums and schools.", 0, 21),
    ),
    categories=(
        Topic(
            "product",
            "Product",
            "Designing software people use all day, from the first sketch to the last empty state.",
        ),
        Topic(
            "brand",
            "Brand",
            "Identities, campaigns and the guidelines that outlive them. Portfolios count for more than years.",
        ),
        Topic(
            "type",
            "Type",
            "Drawing letters, spacing them, and making them work in every script a font claims to support.",
        ),
        Topic(
            "editorial",
            "Editorial",
            "Magazines, books and newsrooms: pages that are meant to be read to the end.",
        ),
        Topic(
            "motion",
            "Motion",
            "Titles, interfaces and explanations that move. Listings say which tools a studio really uses.",
        ),
        Topic(
            "ux-writing", "UX writing", "The words on the button, and the ones that explain what went wrong."
        ),
        Topic(
            "design-ops",
            "Design operations",
            "Systems, files and calendars that let the others get on with it.",
        ),
    ),
    employers=EMPLOYERS,
    pages=PAGES,
    listings=(*forms.LISTINGS, *words.LISTINGS, *products.LISTINGS),
)

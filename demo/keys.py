"""Translation keys of the demo's pages, made from stable names: a later run finds its pages by them.

Wagtail keeps a page's key through every edit and revision, and gives a copy a new one. A page that people
made never has one of these keys.
"""

from uuid import NAMESPACE_DNS, UUID, uuid5

from demo.content import Board, Listing

_NAMESPACE = uuid5(NAMESPACE_DNS, "demo.hitchpost.example")


def home_key(board: Board) -> UUID:
    return uuid5(_NAMESPACE, board.slug)


def page_key(board: Board, slug: str) -> UUID:
    return uuid5(_NAMESPACE, f"{board.slug}/{slug}")


def listing_key(board: Board, listing: Listing) -> UUID:
    return uuid5(_NAMESPACE, f"{board.slug}/jobs/{listing.key}")

"""One page of a search as primary keys, in order; whoever shows it turns them into rows."""

from typing import NamedTuple

from wagtail.models import Site

from .listings import matching, ordered
from .query import SearchQuery

PAGE_SIZE = 25


class KeyPage(NamedTuple):
    keys: list[int]
    # Of all pages.
    total: int
    # Of the page that is shown: the last one when a later one was asked for.
    number: int


def page_of_keys(query: SearchQuery, *, site: Site, number: int, total: int | None = None) -> KeyPage:
    """Return the page with this number, or the last page; count the listings unless `total` is known."""
    found = matching(query, site=site)
    total = found.count() if total is None else total
    number = min(number, max(-(-total // PAGE_SIZE), 1))
    start = (number - 1) * PAGE_SIZE
    keys = list(ordered(found, query).values_list("pk", flat=True)[start : start + PAGE_SIZE])
    return KeyPage(keys, total, number)

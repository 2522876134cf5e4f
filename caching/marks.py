"""Mark what the page cache may keep: views by a decorator, Wagtail pages by an attribute of their class.

Nothing is kept without a mark. A marked view answers everybody without a session alike, has no form with a CSRF token,
and depends on nothing but the board, its address and the parameters that the mark names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponseBase

# A shared cache keeps a list for a second, and asks again after that. Never `stale-while-revalidate`: it would show
# listings that have ended.
LISTS = "public, max-age=0, s-maxage=1"
# Every reader's request comes back to the site, mostly for a 304, so that views are counted.
LISTINGS = "no-cache"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Seen = Callable[[HttpRequest], None]


@dataclass(frozen=True)
class ForReaders:
    """What a page depends on beside its address, and what caches between the site and its readers may do with it."""

    parameters: frozenset[str] = frozenset()
    """The names that it reads from the query. Others are taken out before it sees them."""
    cache_control: str = LISTS
    """Set where the answer has none of its own."""


class Visit(Protocol):
    """A request on its way through the page cache."""

    def begin(self, mark: ForReaders) -> None: ...

    def add_seen(self, seen: Seen) -> None: ...


def cached_for_readers(
    parameters: Iterable[str] = (), *, cache_control: str = LISTS
) -> Callable[[View], View]:
    """Let the page cache keep what the view answers. `parameters` are all that it reads from the query."""
    mark = ForReaders(frozenset(parameters), cache_control)

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            begin(request, mark)
            return view(request, *args, **kwargs)

        return marked  # type: ignore[return-value]

    return decorate


def begin(request: HttpRequest, mark: ForReaders) -> None:
    """Tell the page cache that a marked view is about to answer."""
    visit: Visit | None = getattr(request, "page_cache_visit", None)
    if visit is not None:
        visit.begin(mark)


def when_seen(request: HttpRequest, seen: Seen) -> None:
    """Call `seen` with each request that gets this answer, also from the cache and as 304."""
    visit: Visit | None = getattr(request, "page_cache_visit", None)
    if visit is not None:
        visit.add_seen(seen)

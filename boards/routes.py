"""Read the URL table, so that log masks, robots.txt and middleware need not repeat its addresses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")
# What an address may have between two slashes. The characters left out end an address in a line of text.
SEGMENT = r"[^/\s\"'?]+"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    name: str
    """With its namespace; empty when it has none."""
    path: str
    """As URL patterns write it, such as `/submissions/<token:token>/pay/`."""
    view: Callable[..., Any]

    def token_prefixes(self) -> list[str]:
        """Return the path up to each token in it. Ours have the converter `token`, Wagtail's the name."""
        found = PARAMETER.finditer(self.path)
        return [self.path[: part.start()] for part in found if "token" in (part["converter"], part["name"])]


def routes() -> tuple[Route, ...]:
    return _routes(settings.ROOT_URLCONF)


def route(name: str) -> Route:
    """Return the route of this name. Raises LookupError when there is none."""
    for candidate in routes():
        if candidate.name == name:
            return candidate
    raise LookupError(f"No address is named {name}")


def token_prefixes() -> list[str]:
    """Return the beginnings of all addresses with a token, up to the token, the longest first."""
    prefixes = {prefix for candidate in routes() for prefix in candidate.token_prefixes()}
    return sorted(prefixes, key=lambda prefix: (-len(prefix), prefix))


def token_pattern(prefix: str) -> re.Pattern[str]:
    """Compile a pattern of the prefix, as the group `prefix`, and any token behind it."""
    # Addresses such as /submissions/find/ have a fixed word where others have their token.
    after = (
        candidate.path.removeprefix(prefix) for candidate in routes() if candidate.path.startswith(prefix)
    )
    words = sorted({rest.split("/")[0] for rest in after if rest and not rest.startswith("<")})
    fixed = "".join(f"(?!{re.escape(word)}/)" for word in words)
    before = SEGMENT.join(re.escape(part) for part in PARAMETER.sub("\0", prefix).split("\0"))
    return re.compile(f"(?P<prefix>{before}){fixed}{SEGMENT}")


def for_machines(view: View) -> View:
    """Mark a view that answers programs: it needs no board, no language and no database for either."""
    view.for_machines = True  # type: ignore[attr-defined]
    return view


@lru_cache
def machine_prefixes() -> tuple[str, ...]:
    """Return the beginnings of the addresses that programs request: marked views, static and media files."""
    marked = [found.path for found in routes() if getattr(found.view, "for_machines", False)]
    return (*marked, settings.STATIC_URL, settings.MEDIA_URL)


@lru_cache
def _routes(urlconf: str) -> tuple[Route, ...]:
    return tuple(_walk(get_resolver(urlconf), "/", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name=name, path=path, view=entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, path, inner)

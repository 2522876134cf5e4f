"""Say which answer a request is for: by scheme, host, path, and the parameters that its view reads."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site

# Cookies by which an answer may be for one person alone.
PRIVATE_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


class Address(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str


# Return the beginnings of addresses at which nothing is kept, and for which the database is not asked.
_machines: list[Callable[[], tuple[str, ...]]] = []

# By host and path: the parameters that the view there reads, once it has answered.
_parameters: dict[tuple[str, str], frozenset[str]] = {}
MAX_PATHS = 50_000


def never_kept(prefixes: Callable[[], tuple[str, ...]]) -> None:
    """Register the beginnings of addresses that only programs ask for; from `AppConfig.ready()`."""
    _machines.append(prefixes)


def parameters_of(host: str, path: str) -> frozenset[str] | None:
    """Return the parameters that the view at this path reads; None before any answer of it was kept."""
    return _parameters.get((host, path))


def learn(address: Address, parameters: frozenset[str]) -> None:
    if len(_parameters) >= MAX_PATHS:
        _parameters.clear()
    _parameters[address.host, address.path] = parameters


def forget() -> None:
    _parameters.clear()


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether nothing in the request could make its answer one for this visitor alone."""
    meta = request.META
    # htmx asks for parts of a page, and the answer depends on the page that it was asked from.
    if request.method not in ("GET", "HEAD") or "HTTP_HX_REQUEST" in meta or "HTTP_AUTHORIZATION" in meta:
        return False
    cookies = meta.get("HTTP_COOKIE")
    if cookies and any(name in cookies for name in PRIVATE_COOKIES):
        return False
    if any(request.path_info.startswith(prefixes()) for prefixes in _machines):
        return False
    # Wagtail marks the requests that it makes up for previews.
    return not hasattr(request, "is_dummy")


def address_of(request: HttpRequest) -> Address | None:
    """Return what the request is for; None for a host that is refused."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    query = request.META.get("QUERY_STRING", "")
    parameters = parameters_of(host, request.path) if query else None
    if parameters is not None:
        query = canonical(query, parameters)
    return Address(str(request.scheme), host, request.path, query)


@lru_cache(maxsize=1024)
def canonical(query: str, parameters: frozenset[str]) -> str:
    """Write the query with these parameters alone, ordered by name; a parameter's own values keep their order."""
    if not parameters:
        return ""
    # Servers pass bytes on as Latin-1.
    text = query.encode("latin-1", "replace").decode("utf-8", "replace")
    pairs = [pair for pair in parse_qsl(text, keep_blank_values=True) if pair[0] in parameters]
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def is_known_host(request: HttpRequest, site: Site) -> bool:
    """Whether the host is a board's, or allowed by name: of wildcards there are too many to keep pages for."""
    host = split_domain_port(request.get_host())[0]
    return host == site.hostname.lower() or host in settings.ALLOWED_HOSTS

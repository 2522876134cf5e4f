"""Limit how often one visitor may do what costs the board work or emails."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from limits import parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from python_ipware import IpWare

from boards.circuit import REDIS_OPTIONS, Circuit

_own_counts = MemoryStorage()

TOO_MANY_TRIES = _("That was a lot of requests. Wait a while, then press the button again.")

# The size of the network that one household or office usually gets.
IPV6_NETWORK_BITS = 64


def allow(request: HttpRequest, purpose: str, rate: str) -> bool:
    """Count one try of this visitor for the purpose; False beyond the `<number>/<period>` given."""
    return allow_key(visitor(request), purpose, rate)


def allow_key(key: str, purpose: str, rate: str) -> bool:
    """Count one try for any key, such as an email address that must not get too many emails.

    While the store does not answer, each process counts for itself.
    """
    limit = parse(rate)
    circuit = _circuit(settings.RATE_LIMIT_STORAGE)
    if circuit.may_ask():
        try:
            allowed = FixedWindowRateLimiter(storage()).hit(limit, purpose, key)
        except StorageError as error:
            circuit.failed(error)
        else:
            circuit.answered()
            return allowed
    return FixedWindowRateLimiter(_own_counts).hit(limit, purpose, key)


def visitor(request: HttpRequest) -> str:
    """Return the client's address, or for IPv6 its network, in which one client has many addresses."""
    address = _client_address(request)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), IPV6_NETWORK_BITS), strict=False))
    return str(address or "")


def client_ip(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw; empty when none is known."""
    return str(_client_address(request) or "")


def _client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    return _forwarded_address(request) or _address(request.META, "REMOTE_ADDR", proxies=0)


def _forwarded_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    trusted = settings.TRUSTED_PROXY_COUNT
    if not trusted:
        return None
    # The trusted proxies wrote the last entries; the client may have written the others. Those are not even
    # parsed: a quotation mark in one would hide the entries behind it.
    entries = request.headers.get("X-Forwarded-For", "").split(",")[-trusted:]
    # The first entry is the client; the others are proxies.
    return _address({"X_FORWARDED_FOR": ",".join(entries)}, "X_FORWARDED_FOR", proxies=trusted - 1)


def _address(headers: dict[str, str], name: str, *, proxies: int) -> IPv4Address | IPv6Address | None:
    """Parse one header; None when an entry is malformed or missing."""
    found = IpWare(precedence=(name,), proxy_count=proxies).get_client_ip(headers, strict=True)
    address: IPv4Address | IPv6Address | None = found[0]
    return address


def storage() -> Storage:
    return _storage(settings.RATE_LIMIT_STORAGE)


@lru_cache
def _storage(uri: str) -> Storage:
    patience = REDIS_OPTIONS if uri.startswith(("redis", "valkey")) else {}
    made = storage_from_string(uri, wrap_exceptions=True, **patience)
    if not isinstance(made, Storage):
        raise TypeError(f"{uri} is not a synchronous store")
    return made


@lru_cache
def _circuit(uri: str) -> Circuit:
    return Circuit("The store of rate limits")

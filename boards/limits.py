"""How often one visitor may do what costs the board work or mails."""

import logging
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from limits import parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

logger = logging.getLogger(__name__)

TOO_MANY_TRIES = _("That was a lot of requests. Wait a while, then press the button again.")

# What one household or office is usually given whole.
IPV6_NETWORK_BITS = 64


def allow(request: HttpRequest, purpose: str, rate: str) -> bool:
    """Count one try of this visitor for the purpose; False beyond the `<number>/<period>` given."""
    return allow_key(visitor(request), purpose, rate)


def allow_key(key: str, purpose: str, rate: str) -> bool:
    """The same for whatever else is not to be troubled too often, such as a mail address.

    A counter that cannot be reached lets everyone through: posting matters more than counting.
    """
    limiter = FixedWindowRateLimiter(storage())
    try:
        return limiter.hit(parse(rate), purpose, key)
    except StorageError:
        logger.exception("The store of rate limits does not answer; the request is let through")
        return True


def visitor(request: HttpRequest) -> str:
    """The client's address, or its network where one client has many addresses."""
    address = client_ip(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return address


def client_ip(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; what comes before it is the client's own claim."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def storage() -> Storage:
    return _storage(settings.RATE_LIMIT_STORAGE)


@lru_cache
def _storage(uri: str) -> Storage:
    made = storage_from_string(uri, wrap_exceptions=True)
    if not isinstance(made, Storage):
        raise TypeError(f"{uri} is not a store that answers at once")
    return made

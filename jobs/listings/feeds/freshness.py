"""Answer 304 to readers who have the newest state of a feed, and the whole feed to all others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from jobs.listings.feeds.channel import Channel

REMEMBERED = timedelta(days=30)


def unless_unchanged(channel: Channel, render: Callable[[datetime], HttpResponseBase]) -> HttpResponseBase:
    """`render` is given the moment of the last change."""
    state = channel.fingerprint()
    changed_at = _changed_at(channel, state)
    stamp = int(changed_at.timestamp())
    unchanged = get_conditional_response(channel.request, etag=f'"{state}"', last_modified=stamp)
    response = unchanged or render(changed_at)
    response.headers["ETag"] = f'"{state}"'
    response.headers["Last-Modified"] = http_date(stamp)
    # May be kept, but not shown without asking: a listing ends by the minute.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _changed_at(channel: Channel, state: str) -> datetime:
    """When this state was first seen. No column tells: listings end by the clock, and companies are renamed.

    A cache that forgets makes the feed look new, never unchanged.
    """
    key = f"feed:{blake2b(channel.self_url.encode(), digest_size=16).hexdigest()}"
    seen: tuple[str, int] | None = cache.get(key)
    if seen is not None and seen[0] == state:
        return datetime.fromtimestamp(seen[1], UTC)
    # HTTP tells whole seconds, and two states must not share one.
    second = max(int(timezone.now().timestamp()), seen[1] + 1 if seen else 0)
    cache.set(key, (state, second), REMEMBERED.total_seconds())
    return datetime.fromtimestamp(second, UTC)

"""Answer 304 to clients that have the current feed, and the whole feed to others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from jobs.listings.feeds.channel import Channel

CACHE_TIME = timedelta(days=30)


def unless_unchanged(channel: Channel, render: Callable[[datetime], HttpResponseBase]) -> HttpResponseBase:
    """Answer with 304 or with `render(time of the last change)`."""
    state = channel.fingerprint()
    changed_at = _changed_at(channel, state)
    stamp = int(changed_at.timestamp())
    unchanged = get_conditional_response(channel.request, etag=f'"{state}"', last_modified=stamp)
    response = unchanged or render(changed_at)
    response.headers["ETag"] = f'"{state}"'
    response.headers["Last-Modified"] = http_date(stamp)
    # Caches must revalidate: a listing may end at any minute.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _changed_at(channel: Channel, state: str) -> datetime:
    """Find when this state was first seen, from the cache.

    No column has it: listings expire, and companies are renamed. A lost cache entry makes the feed
    look changed, never unchanged.
    """
    key = f"feed:{blake2b(channel.self_url.encode(), digest_size=16).hexdigest()}"
    seen: tuple[str, int] | None = cache.get(key)
    if seen is not None and seen[0] == state:
        return datetime.fromtimestamp(seen[1], UTC)
    # HTTP dates have whole seconds, and two states must not share one.
    second = max(int(timezone.now().timestamp()), seen[1] + 1 if seen else 0)
    cache.set(key, (state, second), CACHE_TIME.total_seconds())
    return datetime.fromtimestamp(second, UTC)

"""Feeds of any search: the newest listings for feed readers, all for job search engines."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from boards.requests import board_of
from caching.marks import cached_for_readers
from jobs.listings.feeds import aggregator
from jobs.listings.feeds.channel import Channel
from jobs.listings.feeds.freshness import unless_unchanged
from jobs.listings.feeds.syndication import FeedType, ListingFeed
from jobs.listings.search import SearchQuery
from jobs.listings.search.query import PARAMETERS

NEWEST = 100


@require_safe
@cached_for_readers(PARAMETERS)
def newest(request: HttpRequest, feed_type: FeedType) -> HttpResponseBase:
    channel = _channel(request, NEWEST)
    feed = ListingFeed(feed_type, channel)
    return unless_unchanged(
        channel, lambda changed_at: HttpResponse(feed.render(request), content_type=feed_type.content_type)
    )


@require_safe
@cached_for_readers(PARAMETERS)
def aggregator_feed(request: HttpRequest) -> HttpResponseBase:
    channel = _channel(request)
    return unless_unchanged(
        channel,
        lambda changed_at: StreamingHttpResponse(
            aggregator.write(channel, changed_at), content_type="application/xml; charset=utf-8"
        ),
    )


def _channel(request: HttpRequest, limit: int | None = None) -> Channel:
    site = board_of(request)
    return Channel(request, site, SearchQuery.parse(request.GET, site=site).standing(), limit)

"""Count readers, each once a day for a listing, without storing anything about them."""

import logging
import re

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from boards import limits
from boards.normal_forms import key_of, visitor
from jobs.listings.models import DailyCounts
from jobs.listings.models.counts import Counted

logger = logging.getLogger(__name__)

# One network can be an office; one client can say another browser's name each time.
READERS_OF_A_NETWORK = "5/day"
BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|monitor|headless|lighthouse|facebookexternalhit|feedfetcher|"
    r"curl|wget|python|java/|go-http|okhttp|libwww|scrapy|axios|node-fetch",
    re.IGNORECASE,
)


def is_a_reader(request: HttpRequest) -> bool:
    """False for known bots and prefetches."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and bool(agent) and not BOTS.search(agent) and "prefetch" not in ahead


def count(counted: Counted, *, page_id: int, request: HttpRequest) -> None:
    if not _is_first_today(counted, page_id, request):
        return
    try:
        DailyCounts.objects.count_one(counted, page_id=page_id, day=timezone.localdate())
    except DatabaseError:
        # A count that fails must not stop anyone from reading or applying.
        logger.exception("One of the %s of listing %s was not counted", counted, page_id)


def _is_first_today(counted: Counted, page_id: int, request: HttpRequest) -> bool:
    """Whether this reader was not counted today; a network with several browsers has a few readers.

    Only a counter for the keyed hash is kept, by whatever keeps the rate limits, and only for a day.
    """
    purpose = f"{counted}:{page_id}:{timezone.localdate():%Y%m%d}"
    network = visitor(request)
    reader = key_of(f"{network} {request.headers.get('User-Agent', '')}")
    return limits.allow_key(reader, purpose, "1/day") and limits.allow_key(
        key_of(network), f"{purpose}:network", READERS_OF_A_NETWORK
    )


def count_view_when_sent(response: HttpResponseBase, *, page_id: int, request: HttpRequest) -> None:
    """Count the view after the response is sent, so that no database lock delays it."""
    close = response.close

    def count_and_close() -> None:
        # Before `close()`, which gives the database connection back.
        count("views", page_id=page_id, request=request)
        close()

    response.close = count_and_close  # type: ignore[method-assign]

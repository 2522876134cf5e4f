"""Count readers without storing anything about them."""

import logging
import re

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from jobs.listings.models import DailyCounts
from jobs.listings.models.counts import Counted

logger = logging.getLogger(__name__)

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


def count(counted: Counted, *, page_id: int) -> None:
    try:
        DailyCounts.objects.count_one(counted, page_id=page_id, day=timezone.localdate())
    except DatabaseError:
        # A count that fails must not stop anyone from reading or applying.
        logger.exception("One of the %s of listing %s was not counted", counted, page_id)


def count_view_when_sent(response: HttpResponseBase, *, page_id: int) -> None:
    """Count the view after the response is sent, so that no database lock delays it."""
    close = response.close

    def count_and_close() -> None:
        # Before `close()`, which gives the database connection back.
        count("views", page_id=page_id)
        close()

    response.close = count_and_close  # type: ignore[method-assign]

"""Count readers, each once a day for a listing, without storing anything about them.

Views are noted while a page is sent, also from the page cache, and added up in the database a moment later: a page must
not wait for a lock, and a listing that everybody reads must not cost a statement for each reader.
"""

import atexit
import logging
import re
from collections import Counter
from datetime import date
from threading import Lock, Timer
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, Error, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from boards import limits
from boards.normal_forms import key_of, network_of
from jobs.listings.models import DailyCounts, DailySource
from jobs.listings.models.counts import Counted
from jobs.listings.models.sources import DIRECT

logger = logging.getLogger(__name__)

# One network can be an office; one client can say another browser's name each time.
READERS_OF_A_NETWORK = "5/day"
# So many readers may wait at once.
MAX_WAITING = 20_000
RETRY_SECONDS = 5.0
HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,98}[a-z0-9]\Z")
BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|monitor|headless|lighthouse|facebookexternalhit|feedfetcher|"
    r"curl|wget|python|java/|go-http|okhttp|libwww|scrapy|axios|node-fetch",
    re.IGNORECASE,
)


def is_a_reader(request: HttpRequest) -> bool:
    """False for known bots and prefetches."""
    meta = request.META
    agent = meta.get("HTTP_USER_AGENT", "")
    ahead = meta.get("HTTP_SEC_PURPOSE", "") + meta.get("HTTP_PURPOSE", "")
    return request.method == "GET" and bool(agent) and not BOTS.search(agent) and "prefetch" not in ahead


def source_of(referer: str) -> str:
    """Return the host that a reader came from, without `www.`; blank when there is none, or none that makes sense."""
    try:
        host = urlsplit(referer).hostname or ""
    except ValueError:
        return DIRECT
    return host.removeprefix("www.").rstrip(".") if HOST.match(host) else DIRECT


class Reading(NamedTuple):
    """One reader's view of one listing, with as much of the request as it takes to know the reader again."""

    page_id: int
    day: date
    agent: str
    address: str
    forwarded_for: str
    source: str

    @classmethod
    def of(cls, page_id: int, request: HttpRequest) -> "Reading":
        meta = request.META
        return cls(
            page_id,
            timezone.localdate(),
            meta.get("HTTP_USER_AGENT", ""),
            meta.get("REMOTE_ADDR", ""),
            meta.get("HTTP_X_FORWARDED_FOR", ""),
            source_of(meta.get("HTTP_REFERER", "")),
        )

    def is_first(self, counted: Counted) -> bool:
        """Whether this reader was not counted on that day; a network with several browsers has a few readers.

        Only a counter for the keyed hash is kept, by whatever keeps the rate limits, and only for a day.
        """
        purpose = f"{counted}:{self.page_id}:{self.day:%Y%m%d}"
        network = network_of({"REMOTE_ADDR": self.address, "HTTP_X_FORWARDED_FOR": self.forwarded_for})
        return limits.allow_key(key_of(f"{network} {self.agent}"), purpose, "1/day") and limits.allow_key(
            key_of(network), f"{purpose}:network", READERS_OF_A_NETWORK
        )


def count_click(page_id: int, request: HttpRequest) -> None:
    reading = Reading.of(page_id, request)
    if is_a_reader(request) and reading.is_first("clicks"):
        try:
            DailyCounts.objects.count_one("clicks", page_id=page_id, day=reading.day)
        except DatabaseError:
            # A count that fails must not stop anyone from applying.
            logger.exception("One of the clicks of listing %s was not counted", page_id)


def count_view(page_id: int, request: HttpRequest) -> None:
    if is_a_reader(request):
        views.add(Reading.of(page_id, request))


class Views:
    """The views that this process has not stored yet. Who read is known for that moment only."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._storing = Lock()
        self.forget()

    def forget(self) -> None:
        self._timer: Timer | None = None
        self._readings: set[Reading] = set()
        # By listing, day and source.
        self._sums: Counter[tuple[int, date, str]] = Counter()

    def add(self, reading: Reading) -> None:
        with self._lock:
            if len(self._readings) < MAX_WAITING:
                self._readings.add(reading)
        if settings.VIEWS_WAIT_SECONDS:
            self._store_in(settings.VIEWS_WAIT_SECONDS)
        else:
            self.store()

    def store(self) -> bool:
        """Add all that waits to the database in one statement; keep it and return False if that fails."""
        with self._storing:
            with self._lock:
                readings, self._readings = self._readings, set()
            self._sums.update(
                (each.page_id, each.day, each.source) for each in readings if each.is_first("views")
            )
            try:
                self._add()
            except Error as error:
                logger.warning("%s views wait to be counted: %s", self._sums.total(), type(error).__name__)
                return False
            self._sums.clear()
            return True

    def _add(self) -> None:
        by_day: Counter[tuple[int, date]] = Counter()
        for (page_id, day, _source), views in self._sums.items():
            by_day[page_id, day] += views
        with transaction.atomic():
            DailyCounts.objects.add_views(by_day)
            DailySource.objects.add_views(self._sums)

    def _store_in(self, seconds: float) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = Timer(seconds, self._store_and_close)
                self._timer.daemon = True
                self._timer.start()

    def _store_and_close(self) -> None:
        self._timer = None
        try:
            if not self.store():
                self._store_in(RETRY_SECONDS)
        finally:
            # The connection of this thread, which ends now.
            connection.close()


views = Views()
# A worker that ends may have views left.
atexit.register(views.store)

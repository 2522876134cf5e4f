"""One request that the site answers itself: what it asks for, and what becomes of its answer."""

from hashlib import blake2b
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from wagtail.models import Site

from caching import compression
from caching.addresses import Address, canonical, is_known_host, learn
from caching.answers import if_changed
from caching.clock import clock
from caching.generations import Generations
from caching.marks import ForReaders, Seen
from caching.store import Entry, store

KEPT_STATUSES = (200, 410)
# Nobody who sends another value of one of these gets a kept answer, or it is made for that value.
HARMLESS_VARY = {"cookie", "hx-request", "accept-encoding"}
# What would make a view answer with less than the whole page in plain bytes.
CONDITIONS = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
# A longer stream goes out as it is made.
MAX_STREAM_BYTES = 2 * 1024 * 1024


class Visit:
    """What the page cache knows of a request while the site answers it."""

    def __init__(
        self, request: HttpRequest, address: Address | None = None, generations: Generations | None = None
    ) -> None:
        request.page_cache_visit = self  # type: ignore[attr-defined]
        self.request = request
        # None: the answer may be for this visitor alone.
        self.address = address
        self.generations = generations or Generations()
        self.mark: ForReaders | None = None
        self.seen: list[Seen] = []
        self.asked: dict[str, Any] = {}
        self.until = 0.0

    def begin(self, mark: ForReaders) -> None:
        """Have the view answer for everybody, and know until when."""
        self.mark = mark
        if self.address is None:
            return
        meta = self.request.META
        query = meta.get("QUERY_STRING", "")
        self.asked = {"QUERY_STRING": query, **{name: meta.pop(name) for name in CONDITIONS if name in meta}}
        meta["QUERY_STRING"] = canonical(query, mark.parameters) if query else ""
        # Middleware may have read it already.
        self.request.__dict__.pop("GET", None)
        self.address = self.address._replace(query=meta["QUERY_STRING"])
        self.until = clock.until(self.generations).timestamp()

    def add_seen(self, seen: Seen) -> None:
        self.seen.append(seen)

    def finish(self, response: HttpResponseBase) -> HttpResponseBase:
        """Return what to send; keep it if it is good for everybody."""
        self.request.META.update(self.asked)
        for seen in self.seen:
            seen(self.request)
        if self.mark is None:
            return response
        if self.address is None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
            return response
        _vary(response, add="Accept-Encoding")
        encoding = compression.choose(self.asked.get("HTTP_ACCEPT_ENCODING", ""))
        whole = _whole(response)
        if whole is None:
            return _compressed_stream(response, encoding)
        site = Site.find_for_request(self.request)
        if site is None or not self._is_for_everybody(whole, site):
            return _compressed(whole, encoding)
        _vary(whole, drop="Cookie")
        whole.headers.setdefault("Cache-Control", self.mark.cache_control)
        whole.headers.setdefault("ETag", f'W/"{blake2b(whole.content, digest_size=12).hexdigest()}"')
        self._keep(_compressed(whole, encoding), self.address, self.mark, encoding, site.pk)
        return if_changed(self.request, whole)

    def _is_for_everybody(self, response: HttpResponse, site: Site) -> bool:
        cache_control = response.headers.get("Cache-Control", "")
        vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")} - {""}
        return (
            response.status_code in KEPT_STATUSES
            and not response.cookies
            and not any(word in cache_control for word in ("private", "no-store"))
            and vary <= HARMLESS_VARY
            # A form's token is for one browser.
            and not self.request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            and not getattr(self.request, "is_preview", False)
            and is_known_host(self.request, site)
        )

    def _keep(
        self, response: HttpResponse, address: Address, mark: ForReaders, encoding: str, site_id: int
    ) -> None:
        entry = Entry(
            status=response.status_code,
            headers=dict(response.headers),
            body=response.content,
            seen=tuple(self.seen),
            site_id=site_id,
            generation=self.generations.of(site_id),
            until=self.until,
        )
        if store.put(address, encoding, entry, settings.PAGE_CACHE_BYTES):
            learn(address, mark.parameters)


def _whole(response: HttpResponseBase) -> HttpResponse | None:
    """Return the response with its whole body; None for a stream that is too long for that."""
    if isinstance(response, HttpResponse):
        return response
    if not isinstance(response, StreamingHttpResponse) or response.is_async:
        return None
    chunks, length, stream = [], 0, iter(response)
    for chunk in stream:
        chunks.append(chunk)
        length += len(chunk)
        if length > MAX_STREAM_BYTES:
            response.streaming_content = chain(chunks, stream)
            return None
    whole = HttpResponse(b"".join(chunks), status=response.status_code, headers=response.headers)
    whole.cookies = response.cookies
    return whole


def _compressed(response: HttpResponse, encoding: str) -> HttpResponse:
    if len(response.content) >= compression.MIN_LENGTH and not response.has_header("Content-Encoding"):
        response.content = compression.compress(response.content, encoding)
        _say_encoding(response, encoding)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _compressed_stream(response: HttpResponseBase, encoding: str) -> HttpResponseBase:
    if isinstance(response, StreamingHttpResponse) and not response.is_async:
        response.streaming_content = compression.compress_stream(iter(response), encoding)
        _say_encoding(response, encoding)
        del response.headers["Content-Length"]
    return response


def _say_encoding(response: HttpResponseBase, encoding: str) -> None:
    if encoding != compression.IDENTITY:
        response.headers["Content-Encoding"] = encoding


def _vary(response: HttpResponseBase, *, add: str = "", drop: str = "") -> None:
    names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() not in (add.lower(), drop.lower())]
    if kept or add:
        response.headers["Vary"] = ", ".join([*kept, add] if add else kept)
    elif names:
        del response.headers["Vary"]

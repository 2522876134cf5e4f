"""The content of a feed: a board, a search, and the live listings that match."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Site

from jobs.listings.feeds.text import legal
from jobs.listings.models import JobIndexPage, JobTag
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.search import SearchQuery, describe
from jobs.listings.search.listings import matching

# Columns that change what a feed says of a listing.
FINGERPRINT = ("pk", "url_path", "last_published_at", "expire_at", "company__name", "category__name")


@dataclass
class Channel:
    request: HttpRequest
    site: Site
    query: SearchQuery
    # The number of newest listings; None for all.
    limit: int | None = None
    # Kept from the request: no language is active any more while the response is streamed.
    language: str = field(default_factory=lambda: get_language() or "en")

    @property
    def root_url(self) -> str:
        return str(self.site.root_url)

    @property
    def self_url(self) -> str:
        return self._url(self.request.path)

    @property
    def page_url(self) -> str:
        """The URL of the same search as a page."""
        index = JobIndexPage.objects.child_of(self.site.root_page).live().first()
        return self._url(index.relative_url(self.site) if index else "/")

    @cached_property
    def title(self) -> str:
        return self._words("title")

    @cached_property
    def publisher(self) -> str:
        return self._words("publisher")

    def listings(self) -> JobQuerySet:
        return self._newest().for_cards()

    def fingerprint(self) -> str:
        """A hash that changes when the feed would, also when a listing expires."""
        digest = blake2b(digest_size=16)
        digest.update(repr((self.self_url, self.title, self.publisher)).encode())
        for row in self._newest().values_list(*FINGERPRINT).iterator():
            digest.update(repr(row).encode())
        if self.limit is not None:
            # Only the limited feeds contain skills; the aggregators' XML has no element for them.
            tags = JobTag.objects.filter(content_object__in=self._newest().values("pk"))
            for row in tags.order_by("content_object_id", "pk").values_list("content_object_id", "tag__name"):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def _newest(self) -> JobQuerySet:
        newest: JobQuerySet = matching(self.query, site=self.site).newest()
        return newest if self.limit is None else newest[: self.limit]

    def _words(self, name: str) -> str:
        context = {"search": "" if self.query.is_empty else describe(self.query)}
        return legal(render_to_string(f"jobs/feeds/{name}.txt", context, self.request)).strip()

    def _url(self, path: str) -> str:
        search = self.query.querystring()
        return f"{self.root_url}{path}{'?' if search else ''}{search}"

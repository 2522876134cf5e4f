"""The content of a feed: a board, a search, and the live listings that match."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Site

from jobs.listings.feeds.digest import digest_of
from jobs.listings.feeds.entries import Entry, fetch_entries
from jobs.listings.feeds.text import legal
from jobs.listings.models import JobIndexPage, JobPage
from jobs.listings.rows import path_of
from jobs.listings.search import SearchQuery, describe
from jobs.listings.search.listings import matching


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
        home = self.site.root_page
        index = JobIndexPage.objects.child_of(home).live().values_list("url_path", flat=True).first()
        return self._url(path_of(index, root=home.url_path) if index else "/")

    @cached_property
    def title(self) -> str:
        return self._words("title")

    @cached_property
    def publisher(self) -> str:
        return self._words("publisher")

    @cached_property
    def newest(self) -> list[Entry]:
        """The entries of a feed with a limit."""
        keys = self._newest()[: self.limit]
        return list(fetch_entries(keys, root=self.site.root_page.url_path, with_skills=True))

    def all(self) -> Iterator[Entry]:
        """Fetch the entries of a feed without a limit as they are read; without skills."""
        keys = self._newest().iterator(chunk_size=10_000)
        return fetch_entries(keys, root=self.site.root_page.url_path, with_skills=False)

    def fingerprint(self) -> str:
        """A hash that changes when the feed would, also when a listing expires."""
        digest = blake2b(repr((self.self_url, self.title, self.publisher)).encode(), digest_size=16)
        if self.limit is None:
            digest.update(repr(digest_of(matching(self.query, site=self.site))).encode())
        else:
            digest.update(repr(self.newest).encode())
        return digest.hexdigest()

    def _newest(self) -> "QuerySet[JobPage, int]":
        newest: QuerySet[JobPage, int] = (
            matching(self.query, site=self.site).newest().values_list("pk", flat=True)
        )
        return newest

    def _words(self, name: str) -> str:
        context = {"search": "" if self.query.is_empty else describe(self.query)}
        return legal(render_to_string(f"jobs/feeds/{name}.txt", context, self.request)).strip()

    def _url(self, path: str) -> str:
        search = self.query.querystring()
        return f"{self.root_url}{path}{'?' if search else ''}{search}"

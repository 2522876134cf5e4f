"""List for search engines what a board shows to everyone: pages, categories and companies. All as plain values."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any, NamedTuple, Protocol

from django.db.models import Max, Model, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from jobs.listings.models import Category, Company, JobPage
from jobs.listings.rows import path_of

# Search engines take 50,000; fewer are written within a second.
MAX_IN_ONE_FILE = 10_000
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class Address(NamedTuple):
    path: str
    changed_at: datetime | None = None


class Section(Protocol):
    """A part of the sitemap: the addresses of one kind, in an order that stays."""

    def count(self) -> int: ...

    def addresses(self, start: int, end: int) -> Iterator[Address]: ...


class Stored(ABC):
    """A section whose addresses are rows of the database."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def count(self) -> int:
        return int(self.rows().count())

    def addresses(self, start: int, end: int) -> Iterator[Address]:
        return map(self.address, self.rows()[start:end])

    @abstractmethod
    def rows(self) -> "QuerySet[Any, Any]":
        """Return what `address()` needs of each row, in order."""

    @abstractmethod
    def address(self, row: Any) -> Address:
        """Write a row as an address."""


class Pages(Stored):
    """Wagtail's pages, listings among them, without listings that have ended and are not taken down yet."""

    def rows(self) -> "QuerySet[Any, Any]":
        pages = self.site.root_page.get_descendants(inclusive=True).live().public()
        changed_at = Coalesce("last_published_at", "latest_revision_created_at")
        rows: QuerySet[Any, Any] = pages.exclude(expire_at__lte=timezone.now()).order_by("path")
        return rows.values_list("url_path", changed_at)

    def address(self, row: tuple[str, datetime | None]) -> Address:
        url_path, changed_at = row
        return Address(path_of(url_path, root=self.site.root_page.url_path), changed_at)


class Doors:
    """Addresses that every board has."""

    NAMES = ("jobs:companies", "submissions:post")

    def count(self) -> int:
        return len(self.NAMES)

    def addresses(self, start: int, end: int) -> Iterator[Address]:
        return (Address(reverse(name)) for name in self.NAMES[start:end])


class Groups(Stored):
    """Categories or companies that have at least one live listing."""

    def __init__(self, site: Site, model: type[Model], url_name: str) -> None:
        super().__init__(site)
        self.model = model
        self.url_name = url_name

    def count(self) -> int:
        return int(self._groups().distinct().count())

    def rows(self) -> "QuerySet[Any, Any]":
        newest = Max("listings__last_published_at")
        return self._groups().annotate(newest=newest).order_by("pk").values_list("slug", "newest")

    def address(self, row: tuple[str, datetime | None]) -> Address:
        slug, changed_at = row
        return Address(reverse(self.url_name, args=[slug]), changed_at)

    def _groups(self) -> "QuerySet[Any, Any]":
        readable = JobPage.objects.on_site(self.site).live()
        return self.model._default_manager.filter(site=self.site, listings__in=readable)


def sections_of(site: Site) -> dict[str, Section]:
    return {
        "pages": Pages(site),
        "doors": Doors(),
        "categories": Groups(site, Category, "jobs:category"),
        "companies": Groups(site, Company, "jobs:company"),
    }


def file_of(addresses: Iterator[Address], root_url: str) -> str:
    lines = [_entry("url", f"{root_url}{path}", changed_at) for path, changed_at in addresses]
    return _document("urlset", lines)


def list_of_files(counts: Mapping[str, int], root_url: str) -> str:
    """Name the files of all sections, each with as many parts as it needs."""
    lines = []
    for name, count in counts.items():
        url = f"{root_url}{reverse('sitemap_section', args=[name])}"
        for number in range(1, parts_of(count) + 1):
            lines.append(_entry("sitemap", url if number == 1 else f"{url}?p={number}", None))
    return _document("sitemapindex", lines)


def parts_of(count: int) -> int:
    return max(-(-count // MAX_IN_ONE_FILE), 1)


def _document(element: str, lines: list[str]) -> str:
    inside = "".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} {NAMESPACE}>\n{inside}</{element}>\n'


def _entry(element: str, url: str, changed_at: datetime | None) -> str:
    changed = f"<lastmod>{timezone.localtime(changed_at):%Y-%m-%d}</lastmod>" if changed_at else ""
    return f"<{element}><loc>{escape(url)}</loc>{changed}</{element}>\n"

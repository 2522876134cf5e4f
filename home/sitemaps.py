"""List for search engines what a board shows to everyone: pages, categories and companies."""

from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Site

from jobs.listings.models import Category, Company, JobPage

if TYPE_CHECKING:
    BaseSitemap = Sitemap[Any]
else:
    BaseSitemap = Sitemap


class PageSitemap(WagtailSitemap):
    def items(self) -> Any:
        """Leave out listings that have expired, even before a scheduled job takes the page down."""
        return super().items().exclude(expire_at__lte=timezone.now())

    def get_latest_lastmod(self) -> Any:
        return self.items().aggregate(newest=Max("last_published_at"))["newest"]


class BoardSitemap(BaseSitemap):
    """List addresses that are not Wagtail pages, on the board's own host."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(self.site.root_url).partition("://")[0]

    def get_domain(self, site: Any = None) -> str:
        return str(self.site.root_url).partition("://")[2]


class FixedSitemap(BoardSitemap):
    """List the addresses that every board has."""

    def items(self) -> list[str]:
        return ["jobs:companies", "submissions:post"]

    def location(self, item: str) -> str:
        return reverse(item)


class GroupSitemap(BoardSitemap):
    """List categories or companies that have at least one live listing."""

    def __init__(self, site: Site, model: type[Model]) -> None:
        super().__init__(site)
        self.model = model

    def items(self) -> QuerySet[Any]:
        readable = JobPage.objects.on_site(self.site).live()
        groups = self.model._default_manager.filter(site=self.site, listings__in=readable)
        return groups.annotate(newest=Max("listings__last_published_at")).order_by("pk")

    def lastmod(self, item: Any) -> Any:
        return item.newest


def sitemaps_of(site: Site, request: HttpRequest) -> dict[str, Any]:
    return {
        "pages": PageSitemap(request),
        "doors": FixedSitemap(site),
        "categories": GroupSitemap(site, Category),
        "companies": GroupSitemap(site, Company),
    }

"""The pages of a board that are not listings: its home page and standard pages."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import RichTextBlock, StaticBlock
from wagtail.fields import StreamField
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from boards.models import BoardSettings
from boards.restrictions import RarelyRestricted
from caching.kept import Kept
from caching.marks import ForReaders
from jobs.listings.models import Category, JobIndexPage
from jobs.listings.rows import fetch_rows
from jobs.listings.search.pages import front_of
from jobs.listings.services.placement import refuse_deletion
from jobs.submissions.models import PackOffer, Plan

# How many of the newest stand above the featured listings, and how many in all: whole rows of cards, three to a row.
SHOWN = {BoardSettings.Layout.LEDGER: (4, 10), BoardSettings.Layout.GALLERY: (3, 9)}

_indexes: Kept[list[JobIndexPage]] = Kept()


class PlansBlock(StaticBlock):
    """Show the plans and packs that are on sale today, inside a page's text."""

    # Not held to the width of a text column.
    is_full_width = True

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        request = context.get("request")
        site = Site.find_for_request(request) if request else None
        context["plans"] = Plan.objects.on_sale(site) if site else Plan.objects.none()
        context["packs"] = PackOffer.objects.on_sale(site) if site else PackOffer.objects.none()
        return context

    class Meta:
        icon = "tag"
        label = _("Plans on sale")
        admin_text = _("Shows the board’s plans with their prices.")
        template = "home/blocks/plans.html"


class HomePage(RarelyRestricted, Page):
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    lede = models.TextField(_("lede"), max_length=400, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["jobs.JobIndexPage", "home.StandardPage"]
    # The listings below would inherit a restriction, and paid listings must be public.
    private_page_options: list[str] = []
    for_readers = ForReaders()
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lede")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_deletion([self])
        return super().delete(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the list of jobs among those that the process keeps; Wagtail's own way takes two queries."""
        if path_components:
            slug, *rest = path_components
            found = _indexes.get(self.pk, lambda: list(JobIndexPage.objects.child_of(self)), request=request)
            for index in found:
                if index.slug == slug:
                    return index.route(request, rest)
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        site = Site.find_for_request(request)
        # Editors may preview another board's page.
        own = site if site is not None and site.root_page_id == self.pk else self.get_site()
        brand = BoardSettings.for_request(request)
        shown = {} if own is None else _front_for(request, own, BoardSettings.Layout(brand.layout))
        title = self.seo_title or " · ".join(part for part in (brand.name, brand.tagline) if part)
        return super().get_context(request, *args, **kwargs) | {"full_title": title, **shown}


_fronts: Kept[dict[str, Any]] = Kept(ends=True)


def _front_for(request: HttpRequest, site: Site, layout: BoardSettings.Layout) -> dict[str, Any]:
    key = site.pk, get_language(), layout
    return _fronts.get(key, lambda: _front(site, *SHOWN[layout]), request=request, site_id=site.pk)


def _front(site: Site, first: int, count: int) -> dict[str, Any]:
    """Fetch what the front page shows beside its own text."""
    front = front_of(site, count=count)
    featured, newest = fetch_rows(front.featured, front.newest, root=site.root_page.url_path)
    return {
        "featured": featured,
        "listings": newest[:first],
        "later": newest[first:],
        "total": front.total,
        "categories": list(Category.objects.filter(site=site)),
        "plans": list(Plan.objects.on_sale(site)),
        # What the page has written of these lists, by part.
        "written": {},
    }


class StandardPage(RarelyRestricted, Page):
    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(
        [
            (
                "paragraph",
                RichTextBlock(
                    label=_("Text"),
                    features=["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "blockquote"],
                ),
            ),
            ("plans", PlansBlock()),
        ],
        verbose_name=_("body"),
        blank=True,
    )

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    for_readers = ForReaders()
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

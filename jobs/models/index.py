"""The board's list of listings, and the parent of every one of them."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from .queries import JobQuerySet, fill_cards

PAGE_SIZE = 25


class JobIndexPage(Page):
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    parent_page_types = ["home.HomePage"]
    subpage_types = ["jobs.JobPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("job index")
        verbose_name_plural = _("job indexes")

    def listings(self) -> JobQuerySet:
        from .listing import JobPage

        return JobPage.objects.child_of(self).live()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A listing is found at once, with its company: most of a board's visits are to one."""
        if not path_components:
            return super().route(request, path_components)
        from .listing import JobPage

        slug, *rest = path_components
        listing = JobPage.objects.child_of(self).with_company().filter(slug=slug).first()
        if listing is None:
            raise Http404
        return listing.route(request, rest)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        listings = self.listings()
        page_obj = Paginator(listings.newest().with_company(), PAGE_SIZE).get_page(request.GET.get("page"))
        featured = list(listings.featured_now().with_company()) if page_obj.number == 1 else []
        fill_cards(featured, page_obj)
        return super().get_context(request, *args, **kwargs) | {
            "page_obj": page_obj,
            "total": page_obj.paginator.count,
            "days": [
                (day, list(jobs)) for day, jobs in groupby(page_obj, key=lambda job: _day(job.posted_at))
            ],
            "featured": featured,
        }


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date()

"""The board's list of listings, and the parent of every one of them."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from boards.restrictions import RarelyRestricted
from caching.marks import ForReaders
from jobs.listings.search.query import PARAMETERS
from jobs.listings.search.results import results_for
from jobs.listings.services.placement import refuse_deletion

from .listing import JobPage
from .opened import open_listing
from .queries import JobQuerySet


class JobIndexPage(RarelyRestricted, Page):
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    parent_page_types = ["home.HomePage"]
    subpage_types = ["jobs.JobPage"]
    max_count_per_parent = 1
    # Listings would inherit a restriction, and they allow none.
    private_page_options: list[str] = []
    for_readers = ForReaders(PARAMETERS)
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("job index")
        verbose_name_plural = _("job indexes")

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_deletion([self])
        return super().delete(*args, **kwargs)

    def listings(self) -> JobQuerySet:
        return JobPage.objects.child_of(self).live()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a listing by its slug, in one query with all that its page shows."""
        if not path_components:
            return super().route(request, path_components)
        slug, *rest = path_components
        listing = open_listing(self, slug)
        if listing is None:
            raise Http404
        return listing.route(request, rest)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        board = Site.find_for_request(request) or self.get_site()
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = results_for(request, site=board)
        return context | {"results": found, "written": found.written}

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "jobs/_search_update.html" if _wants_update(request) else "jobs/job_index_page.html"

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> TemplateResponse:
        response: TemplateResponse = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        if _wants_update(request):
            # The address bar shows the canonical URL.
            query = (response.context_data or {})["results"].canonical.querystring()
            path = escape_uri_path(request.path)
            address = f"{path}?{query}" if query else path
            # Pushing the same URL twice would make the Back button do nothing.
            is_new = address != request.htmx.current_url_abs_path
            response["HX-Push-Url"] = address if is_new else "false"
        return response


def _wants_update(request: HttpRequest) -> bool:
    """Whether htmx asks only for the parts of the page that change."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request

"""What programs that read the whole board are told first."""

from django.contrib.sitemaps import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.sitemaps import sitemaps_of

# Where there is nothing to find, or what is nobody else's business.
PRIVATE = (
    *("/admin/", "/django-admin/", "/submissions/", "/alerts/", "/payments/"),
    *("/listings/*/apply/", "/listings/*/report/", "/companies/*/verify/"),
)
# More than that is refused by search engines.
MOST_IN_ONE_FILE = 50_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    if site is not None:
        lines += ["", f"Sitemap: {site.root_url}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """All of a board in one file; of a large board, a list of files."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    sitemaps = sitemaps_of(site, request)
    addresses = sum(part.paginator.count for part in sitemaps.values())
    if section is None and addresses > MOST_IN_ONE_FILE:
        response: HttpResponse = views.index(request, sitemaps, sitemap_url_name="sitemap_section")
        return response
    return views.sitemap(request, sitemaps, section)

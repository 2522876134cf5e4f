"""Serve robots.txt and the sitemaps."""

from django.contrib.sitemaps import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from boards.routes import PARAMETER, route, token_prefixes
from caching.marks import cached_for_readers
from home.sitemaps import sitemaps_of

# Addresses with nothing to index, by name. Those with a token in them are found in the URL table.
NOT_FOR_CRAWLERS = (
    "wagtailadmin_home",
    "admin:index",
    "payments:stripe_webhook",
    "jobs:listing_apply",
    "jobs:listing_report",
    "jobs:company_verify",
)
# Search engines refuse a longer file.
MAX_IN_ONE_FILE = 50_000


@require_safe
@cached_for_readers()
def robots(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed())]
    if site is not None:
        lines += ["", f"Sitemap: {site.root_url}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def disallowed() -> list[str]:
    """Return the beginnings of the addresses that crawlers leave alone; `*` for what varies."""
    paths = {route(name).path for name in NOT_FOR_CRAWLERS} | set(token_prefixes())
    return sorted(
        PARAMETER.sub("*", path)
        for path in paths
        if not any(path != other and path.startswith(other) for other in paths)
    )


@require_safe
@cached_for_readers({"p"})
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """Serve a small board's addresses in one file, and for a large board a list of files."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    sitemaps = sitemaps_of(site, request)
    addresses = sum(part.paginator.count for part in sitemaps.values())
    if section is None and addresses > MAX_IN_ONE_FILE:
        response: HttpResponse = views.index(request, sitemaps, sitemap_url_name="sitemap_section")
        return response
    return views.sitemap(request, sitemaps, section)

"""Serve robots.txt and the sitemaps."""

import re
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from boards.routes import PARAMETER, route, token_prefixes
from caching.marks import cached_for_readers
from home import sitemaps
from home.sitemaps import Section

# Addresses with nothing to index, by name. Those with a token in them are found in the URL table.
NOT_FOR_CRAWLERS = (
    "wagtailadmin_home",
    "admin:index",
    "payments:stripe_webhook",
    "jobs:listing_apply",
    "jobs:listing_report",
    "jobs:company_verify",
)


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
    sections = sitemaps.sections_of(site)
    if section is not None:
        text = _part(sections.get(section), request.GET.get("p", "1"), site)
    else:
        counts = {name: part.count() for name, part in sections.items()}
        if sum(counts.values()) > sitemaps.MAX_IN_ONE_FILE:
            text = sitemaps.list_of_files(counts, site.root_url)
        else:
            every = (part.addresses(0, counts[name]) for name, part in sections.items())
            text = sitemaps.file_of(chain.from_iterable(every), site.root_url)
    response = HttpResponse(text, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response


def _part(section: Section | None, number: str, site: Site) -> str:
    if section is None or not re.fullmatch(r"[0-9]{1,9}", number):
        raise Http404
    if not 1 <= int(number) <= sitemaps.parts_of(section.count()):
        raise Http404
    start = (int(number) - 1) * sitemaps.MAX_IN_ONE_FILE
    return sitemaps.file_of(section.addresses(start, start + sitemaps.MAX_IN_ONE_FILE), site.root_url)

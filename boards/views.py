"""Serve a board's colours, icons and web manifest as files; so no page needs inline styles."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from boards.icons import APPLE_SIZE, MANIFEST_SIZES, icon
from boards.models import BoardSettings
from caching.marks import cached_for_readers

YEAR = 365 * 24 * 60 * 60
HOUR = 60 * 60


def _etag(request: HttpRequest, **kwargs: Any) -> str:
    return f'"{BoardSettings.for_request(request).css_version}"'


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let browsers keep it for a year when the address names its version, otherwise for an hour."""
    if request.GET.get("v") == BoardSettings.for_request(request).css_version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=HOUR)
    return response


@require_safe
@cached_for_readers({"v"})
@condition(etag_func=_etag)
def brand_css(request: HttpRequest) -> HttpResponse:
    stylesheet = BoardSettings.for_request(request).stylesheet()
    return _cached(request, HttpResponse(stylesheet, content_type="text/css; charset=utf-8"))


@require_safe
@cached_for_readers({"v"})
@condition(etag_func=_etag)
def favicon(request: HttpRequest) -> HttpResponse:
    return _cached(request, render(request, "home/favicon.svg", content_type="image/svg+xml"))


@require_safe
@cached_for_readers({"v"})
@condition(etag_func=_etag)
def png_icon(request: HttpRequest, size: int = APPLE_SIZE) -> HttpResponse:
    if size not in (APPLE_SIZE, *MANIFEST_SIZES):
        raise Http404
    brand = BoardSettings.for_request(request)
    drawn = cache.get_or_set(f"icon:{brand.css_version}:{brand.layout}:{size}", lambda: icon(brand, size))
    return _cached(request, HttpResponse(drawn, content_type="image/png"))


@require_safe
@cached_for_readers({"v"})
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve what a phone shows of the board on its home screen. Opened there, it is the website in the browser."""
    brand = BoardSettings.for_request(request)
    version = f"?v={brand.css_version}"
    icons = [{"src": f"{reverse('favicon')}{version}", "type": "image/svg+xml", "sizes": "any"}]
    icons += [
        {
            "src": f"{reverse('png_icon', args=[size])}{version}",
            "type": "image/png",
            "sizes": f"{size}x{size}",
        }
        for size in MANIFEST_SIZES
    ]
    described = {
        "name": brand.name,
        "short_name": brand.name,
        "description": brand.tagline,
        "lang": brand.language,
        "start_url": "/",
        "display": "browser",
        "theme_color": brand.theme_colour,
        "background_color": brand.light.bg,
        "icons": icons,
    }
    response = JsonResponse(described, content_type="application/manifest+json")
    patch_cache_control(response, public=True, max_age=HOUR)
    return response

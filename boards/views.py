"""Serve a board's colours and favicon as files, so that no page needs inline styles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from boards.models import BoardSettings
from caching.marks import cached_for_readers

YEAR = 365 * 24 * 60 * 60
HOUR = 60 * 60


def _etag(request: HttpRequest) -> str:
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

"""The smallest Django site, with one constant page: plain, or behind Django's own page cache (CONSTANT_CACHED=1)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

# About as long as a page of text.
BODY = b"<!doctype html><title>Constant</title><p>" + b"All of it is always the same. " * 300
CACHE = ["django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware"]

settings.configure(
    SECRET_KEY="guards-nothing",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=CACHE if os.environ.get("CONSTANT_CACHED") else [],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    CACHE_MIDDLEWARE_SECONDS=3600,
)


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", constant)]
application = get_wsgi_application()

"""Say on every page of a staging site that it is one (settings.staging)."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from boards.middleware import last_language

# Wagtail's has attributes with a `>` in them.
BODY = re.compile(rb"""<body(?:"[^"]*"|'[^']*'|[^>"'])*>""")


class StagingMiddleware:
    """Put a strip in words at the top of every page, and keep search engines away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if isinstance(response, HttpResponse) and _is_page(response):
            with translation.override(response.headers.get("Content-Language") or last_language(request)):
                strip = render_to_string("home/staging_strip.html").strip()
            response.content = _with_strip(response.content, strip.encode(response.charset))
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html") and not response.has_header(
        "Content-Encoding"
    )


def _with_strip(page: bytes, strip: bytes) -> bytes:
    """Return the page with the strip as the first thing in its body; what has no body is a part of a page."""
    body = BODY.search(page)
    return page[: body.end()] + strip + page[body.end() :] if body else page

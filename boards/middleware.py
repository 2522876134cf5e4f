"""Answer every visitor in the board's language, and not too often."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from boards import limits
from boards.models import BoardSettings
from boards.requests import recognise_board
from boards.routes import machine_prefixes

# By host, for pages that are drawn while the database is away. There are only as many as ALLOWED_HOSTS lets in.
_languages: dict[str, str] = {}


def last_language(request: HttpRequest) -> str:
    """Return the language in which the board last answered this process, without the database."""
    try:
        return _languages.get(request.get_host()) or settings.LANGUAGE_CODE
    except DisallowedHost:
        return settings.LANGUAGE_CODE


class BoardLanguageMiddleware:
    """Use the board's language, whatever the browser asks for; the admin then uses the editor's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Programs must get an answer even when the database gives none.
        if request.path_info.startswith(machine_prefixes()):
            return self.get_response(request)
        recognise_board(request)
        language = BoardSettings.for_request(request).language
        _languages[request.get_host()] = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateMessagesMiddleware:
    """Keep pages that show a visitor's messages out of every cache. Before MessageMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        messages = getattr(request, "_messages", None)
        # A template that looks for messages has used them; looking here first would read every visitor's cookie.
        if messages is not None and messages.used and len(messages):
            response.headers["Cache-Control"] = "private, no-store"
        return response


class KeptByBrowserMiddleware:
    """Let a browser show its own copy of a private page after Back, whatever has become of its cookies since.

    For responses that a view has marked with `varies_by_cookie = False`. Around the middleware that reads cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not getattr(response, "varies_by_cookie", True) and "private" in response.headers["Cache-Control"]:
            others = [
                each
                for each in map(str.strip, response.headers.get("Vary", "").split(","))
                if each != "Cookie"
            ]
            del response.headers["Vary"]
            if any(others):
                response.headers["Vary"] = ", ".join(others)
        return response


class LimitsMiddleware:
    """Refuse a POST beyond the limits of its view. Before CsrfViewMiddleware, whose refusals cost work as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or request.resolver_match is None:
            return None
        return limits.refusal(request, view, request.resolver_match.view_name, kwargs)

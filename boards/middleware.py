"""Answer every visitor in the board's language."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from boards.models import BoardSettings
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
        language = BoardSettings.for_request(request).language
        _languages[request.get_host()] = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", BoardSettings.for_request(request).language)
        return response

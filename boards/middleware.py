"""Answer every visitor in the board's language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from boards.models import BoardSettings
from boards.routes import machine_prefixes


class BoardLanguageMiddleware:
    """Use the board's language, whatever the browser asks for; the admin then uses the editor's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Programs must get an answer even when the database gives none.
        if request.path_info.startswith(machine_prefixes()):
            return self.get_response(request)
        with translation.override(BoardSettings.for_request(request).language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", BoardSettings.for_request(request).language)
        return response

"""Whoever asks a board is answered in its language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from boards.models import BoardSettings

# Asked by machines, which must get an answer also when the database has none.
WITHOUT_BOARD = ("/healthz", "/readyz", "/static/", "/media/", "/payments/")


class BoardLanguageMiddleware:
    """A board speaks one language, whatever the browser asks for; the admin goes by each editor's own profile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(WITHOUT_BOARD):
            return self.get_response(request)
        with translation.override(BoardSettings.for_request(request).language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", BoardSettings.for_request(request).language)
        return response

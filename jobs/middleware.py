"""A refused publication becomes a message, wherever in the admin it was tried."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from jobs.services.publication import PublicationRefused


class PublicationRefusedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The transaction is rolled back already; say why, with Waive beside it, where the editor came from."""
        if not isinstance(exception, PublicationRefused):
            return None
        messages.error(request, _message(exception))
        return redirect(_origin(request))


def _message(refused: PublicationRefused) -> str:
    if refused.page_id is None:
        return str(refused)
    waive = reverse("listing_waive", args=[refused.page_id])
    return format_html('{} <a href="{}">{}</a>', str(refused), waive, _("Waive the payment"))


def _origin(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return referrer
    return reverse("wagtailadmin_home")

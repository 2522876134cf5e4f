"""Show what an editor was refused as a message, on whichever admin page it happened."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages

from jobs.listings.services.publication import RefusedInAdmin


class PublicationRefusedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Redirect back with the reason, and a Waive button if that would help.

        The transaction has already been rolled back.
        """
        if not isinstance(exception, RefusedInAdmin):
            return None
        messages.error(request, str(exception), buttons=_buttons(exception))
        return redirect(_origin(request))


def _buttons(refused: RefusedInAdmin) -> list[tuple[str, str, bool]]:
    if refused.page_id is None:
        return []
    waive = reverse("listing_waive", args=[refused.page_id])
    return [messages.button(waive, _("Waive the payment"))]


def _origin(request: HttpRequest) -> str:
    """The page to return to: a confirmation page names its origin in `next`."""
    for url in (request.GET.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return url
    return reverse("wagtailadmin_home")

"""Show a refused action as a message, on whichever admin page it happened."""

from collections.abc import Callable

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages

from boards.refusals import Refused
from jobs.listings.services.publication import PublicationRefused


class RefusedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Redirect back with the reason, and a Waive button if that would help.

        The transaction has already been rolled back.
        """
        if isinstance(exception, ProtectedError):
            exception = Refused(_in_use(exception))
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception), buttons=_buttons(exception))
        return redirect(_origin(request))


def _in_use(protected: ProtectedError) -> str:
    """Name what the database keeps, for deletions that no check refused before."""
    kinds = sorted({str(row._meta.verbose_name_plural) for row in protected.protected_objects})
    return _("This cannot be deleted: it is still used by %(kinds)s.") % {"kinds": ", ".join(kinds)}


def _buttons(refused: Refused) -> list[tuple[str, str, bool]]:
    if not isinstance(refused, PublicationRefused) or refused.page_id is None:
        return []
    waive = reverse("listing_waive", args=[refused.page_id])
    return [messages.button(waive, _("Waive the payment"))]


def _origin(request: HttpRequest) -> str:
    """The page to return to: a confirmation page names its origin in `next`."""
    for url in (request.GET.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return url
    return reverse("wagtailadmin_home")

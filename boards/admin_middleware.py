"""Keep some of Wagtail's own screens to the boards that the user works on."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page

from boards.admin import on_own_boards


class OwnBoardsMiddleware:
    """Check what Wagtail's page chooser and one report do not: they tell any editor about pages of every board."""

    REPORTS = ("wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Wagtail's own views decide first whether the user may enter the admin at all."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in self.REPORTS and not getattr(request.user, "is_superuser", False):
            raise PermissionDenied
        if name == "wagtailadmin_choose_page_child":
            _check_pages(request, [str(kwargs["parent_page_id"])])
        if name == "wagtailadmin_choose_page_chosen_multiple":
            _check_pages(request, request.GET.getlist("id"))


def _check_pages(request: HttpRequest, ids: list[str]) -> None:
    pages = Page.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    if request.user.is_authenticated and on_own_boards(pages, request.user).count() != pages.count():
        raise Http404

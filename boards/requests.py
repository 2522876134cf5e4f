"""Find the board that a request is for."""

from django.http import Http404, HttpRequest
from wagtail.models import Site

from caching.kept import Kept

_sites: Kept[Site | None] = Kept()


def board_of(request: HttpRequest) -> Site:
    """Return the board of the request's host. Raises Http404 when there is none."""
    site: Site | None = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def recognise_board(request: HttpRequest) -> None:
    """Let `Site.find_for_request()` find the board with its home page as this process keeps them."""

    def ask() -> Site | None:
        site: Site | None = Site.find_for_request(request)
        return site

    address = request.get_port(), request._get_raw_host()  # type: ignore[attr-defined]
    request._wagtail_site = _sites.get(address, ask, request=request)  # type: ignore[attr-defined]

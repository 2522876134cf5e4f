"""Find the board that a request is for."""

from django.http import Http404, HttpRequest
from wagtail.models import Site


def board_of(request: HttpRequest) -> Site:
    """Return the board of the request's host. Raises Http404 when there is none."""
    site: Site | None = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site

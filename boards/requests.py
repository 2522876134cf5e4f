"""Whose board a request is for."""

from django.http import Http404, HttpRequest
from wagtail.models import Site


def board_of(request: HttpRequest) -> Site:
    site: Site | None = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site

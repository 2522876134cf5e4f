"""Give base.html what it shows on every page of a board."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from boards.models import BoardSettings
from caching.kept import Kept
from jobs.listings.models import JobIndexPage

_menus: Kept[list[Page]] = Kept()


def board(request: HttpRequest) -> dict[str, Any]:
    """Return the board's settings and menus, all lazy: a page that shows none of them costs no query."""
    site = SimpleLazyObject(lambda: Site.find_for_request(request))
    pages = SimpleLazyObject(lambda: _top_pages(site, request))
    return {
        "brand": SimpleLazyObject(lambda: BoardSettings.for_request(request)),
        "site_root_url": SimpleLazyObject(lambda: site.root_url if site else ""),
        "home_page": SimpleLazyObject(lambda: site.root_page if site else None),
        "job_index": SimpleLazyObject(lambda: next(filter(_is_index, pages), None)),
        "header_pages": SimpleLazyObject(
            # The list of jobs has its own place in the menu.
            lambda: [page for page in pages if page.show_in_menus and not _is_index(page)]
        ),
        "footer_pages": SimpleLazyObject(lambda: [page for page in pages if not _is_index(page)]),
    }


def _top_pages(site: Any, request: HttpRequest) -> list[Page]:
    """Return the home page's live children in one query; the menus are made from them."""
    if not site:
        return []
    return _menus.get(
        site.pk, lambda: list(site.root_page.get_children().live()), request=request, site_id=site.pk
    )


def _is_index(page: Page) -> bool:
    return bool(page.content_type_id == ContentType.objects.get_for_model(JobIndexPage).pk)

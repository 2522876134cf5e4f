"""What base.html shows on every page of a board."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from jobs.models import JobIndexPage

from .models import BrandSettings, StandardPage


def board(request: HttpRequest) -> dict[str, Any]:
    """Lazy: an admin page, or an answer without a template, costs no query."""
    site = SimpleLazyObject(lambda: Site.find_for_request(request))
    return {
        "brand": SimpleLazyObject(lambda: BrandSettings.for_request(request)),
        "site_root_url": SimpleLazyObject(lambda: site.root_url if site else ""),
        "home_page": SimpleLazyObject(lambda: site.root_page if site else None),
        "job_index": SimpleLazyObject(lambda: _first(JobIndexPage.objects, site)),
        "header_pages": SimpleLazyObject(lambda: _menu(site)),
        "footer_pages": SimpleLazyObject(lambda: _footer(site)),
    }


def _first(manager: Any, site: Any) -> Any:
    return manager.child_of(site.root_page).live().first() if site else None


def _menu(site: Any) -> list[Page]:
    return list(site.root_page.get_children().live().in_menu()) if site else []


def _footer(site: Any) -> list[StandardPage]:
    return list(StandardPage.objects.child_of(site.root_page).live()) if site else []

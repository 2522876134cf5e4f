"""Template tags for pages and emails of a board."""

from collections.abc import Hashable

from django import template
from django.template import Engine
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page, Site

from boards import addresses
from boards.models import BoardSettings
from caching.kept import Kept

register = template.Library()

_parts: Kept[SafeString] = Kept()


@register.simple_tag(takes_context=True)
def shared(context: template.Context, template_name: str, *differs_by: Hashable) -> SafeString:
    """Include a part that all pages of a board have in common; `differs_by` is all that it reads of one page.

    It is written once for each state of the board. Nothing of the visitor may be in it.
    """
    request = context["request"]
    site = Site.find_for_request(request)

    def write() -> SafeString:
        return Engine.get_default().get_template(template_name).render(context)

    if site is None:
        return write()
    key = template_name, get_language(), *differs_by
    return _parts.get(key, write, request=request, site_id=site.pk)


@register.simple_tag(takes_context=True)
def open_in_menu(context: template.Context) -> int | None:
    """Return the key of the page that is open if it can be in the menu, as children of the home page are."""
    page, home = context.get("page"), context.get("home_page")
    if isinstance(page, Page) and home and page.depth == home.depth + 1:
        return int(page.pk)
    return None


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context, querystring: str | None = None) -> str:
    """Return the one address of this page's content, on its own board.

    Of the query, only the page number of a list is kept, unless the view passes a `querystring`.
    """
    request = context["request"]
    site = Site.find_for_request(request)
    root = site.root_url if site else f"{request.scheme}://{request.get_host()}"
    if querystring is None:
        shown = context.get("page_obj")
        querystring = f"page={shown.number}" if shown is not None and shown.number > 1 else ""
    query = f"?{querystring}" if querystring else ""
    return f"{root}{request.path}{query}"


@register.simple_tag(takes_context=True)
def aria_current(context: template.Context, page: Page) -> SafeString:
    """Write the attribute that marks a menu's link to the page that is open."""
    is_open = getattr(context.get("page"), "pk", None) == page.pk
    return SafeString(' aria-current="page"' if is_open else "")


@register.filter
def mailto(address: str) -> str:
    """Return the address as a link."""
    return addresses.mailto(address)


@register.simple_tag
def brand_of(site: Site, known: BoardSettings | str = "") -> BoardSettings:
    """Return the settings of a board, for emails, which have no request; `known` if they are known."""
    return known if isinstance(known, BoardSettings) else BoardSettings.for_site(site)

"""Template tags for pages and emails of a board."""

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from boards import addresses
from boards.models import BoardSettings

register = template.Library()


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

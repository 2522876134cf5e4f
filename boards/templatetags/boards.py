"""Template tags for pages and emails of a board."""

from django import template
from wagtail.models import Site

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


@register.simple_tag
def brand_of(site: Site) -> BoardSettings:
    """Return the settings of a board, for emails, which have no request."""
    return BoardSettings.for_site(site)

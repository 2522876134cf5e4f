"""What base.html needs beyond Django's and Wagtail's own tags."""

from django import template
from wagtail.models import Site

from boards.models import BoardSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context, querystring: str | None = None) -> str:
    """This page's address on its own board; of the query only the page of a list that is really shown survives,
    unless the page knows better."""
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
    """For mails, which no request comes with."""
    return BoardSettings.for_site(site)

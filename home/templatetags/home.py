"""What base.html needs beyond Django's and Wagtail's own tags."""

from django import template
from django.urls import reverse
from wagtail.models import Site

from home.cards import card_of
from home.models import BrandSettings
from jobs.models import JobPage

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
def brand_of(site: Site) -> BrandSettings:
    """For mails, which no request comes with."""
    return BrandSettings.for_site(site)


@register.simple_tag(takes_context=True)
def card_url(context: template.Context, page: JobPage) -> str:
    """The full address of the listing's picture; another one as soon as the picture changes."""
    path = reverse("listing_card", args=[page.pk])
    return f"{context['site_root_url']}{path}?v={card_of(page, context['brand']).version}"

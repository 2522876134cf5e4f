"""Template tags for the page of one listing."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.models import Site

from jobs.listings.card_style import card_of
from jobs.listings.models import JobPage
from jobs.listings.structured_data import job_posting_script

register = template.Library()


@register.simple_tag(takes_context=True)
def job_posting(context: template.Context, page: JobPage) -> SafeString:
    """Write schema.org's JobPosting as JSON, safe inside a script element; may be empty."""
    return job_posting_script(page, Site.find_for_request(context["request"]))


@register.simple_tag(takes_context=True)
def card_url(context: template.Context, page: JobPage) -> str:
    """The absolute URL of the listing's picture; changes with the picture."""
    path = reverse("jobs:listing_card", args=[page.pk])
    return f"{context['site_root_url']}{path}?v={card_of(page, context['brand']).version}"

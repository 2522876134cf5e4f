"""What the page of one listing needs beyond the tags that all lists share."""

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
    """Schema.org's JobPosting as JSON that cannot end the script element; empty when there is to be none."""
    return job_posting_script(page, Site.find_for_request(context["request"]))


@register.simple_tag(takes_context=True)
def card_url(context: template.Context, page: JobPage) -> str:
    """The full address of the listing's picture; another one as soon as the picture changes."""
    path = reverse("jobs:listing_card", args=[page.pk])
    return f"{context['site_root_url']}{path}?v={card_of(page, context['brand']).version}"

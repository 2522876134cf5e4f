"""What the page of one listing needs beyond the tags that all lists share."""

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Site

from jobs.models import JobPage
from jobs.structured_data import job_posting_script

register = template.Library()


@register.simple_tag(takes_context=True)
def job_posting(context: template.Context, page: JobPage) -> SafeString:
    """Schema.org's JobPosting as JSON that cannot end the script element; empty when there is to be none."""
    return job_posting_script(page, Site.find_for_request(context["request"]))

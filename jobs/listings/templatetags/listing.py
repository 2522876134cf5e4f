"""Template tags for the page of one listing."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.card_style import card_of
from jobs.listings.models import JobPage
from jobs.listings.structured_data import job_posting_script

register = template.Library()


@dataclass(frozen=True)
class WayToApply:
    """The button that readers apply with, and the line below it."""

    href: str
    # Where the button leads in the end.
    target: str
    label: str
    place: str


@dataclass(frozen=True)
class SkillLink:
    name: str
    # The search for it; empty where it cannot be searched.
    href: str


@register.simple_tag(takes_context=True)
def job_posting(context: template.Context, page: JobPage) -> SafeString:
    """Write the script element with schema.org's JobPosting; empty for a listing without markup."""
    json = job_posting_script(page, Site.find_for_request(context["request"]))
    return format_html('<script type="application/ld+json">{}</script>', json) if json else json


@register.simple_tag(takes_context=True)
def card_url(context: template.Context, page: JobPage) -> str:
    """The absolute URL of the listing's picture; changes with the picture."""
    path = reverse("jobs:listing_card", args=[page.pk])
    return f"{context['site_root_url']}{path}?v={card_of(page, context['brand']).version}"


@register.simple_tag(takes_context=True)
def way_to_apply(context: template.Context, page: JobPage) -> WayToApply | None:
    """Prefer a web address to an email address; None if the listing has neither yet."""
    if not page.apply_href:
        return None
    # A preview links to the employer directly, so that its clicks are not counted.
    href = reverse("jobs:listing_apply", args=[page.pk]) if context["is_public"] else page.apply_href
    if page.apply_url:
        place = _("on %(domain)s") % {"domain": page.apply_domain}
        return WayToApply(href, target=page.apply_url, label=_("Apply"), place=place)
    return WayToApply(href, target=page.apply_email, label=_("Apply by email"), place=page.apply_email)


@register.simple_tag(takes_context=True)
def skills_of(context: template.Context, page: JobPage) -> list[SkillLink]:
    """List the skills, on a public page each with a link to its search."""
    index = context["job_index"] if context["is_public"] else None
    address = index.get_url(context["request"]) if index else ""
    return [
        SkillLink(skill.name, f"{address}?{urlencode({'tag': skill.slug})}" if address else "")
        for skill in page.skills
    ]

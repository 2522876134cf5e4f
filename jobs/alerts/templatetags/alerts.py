"""Template tags for the pages of an alert."""

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.listings.search import SearchQuery, describe
from jobs.listings.templatetags.jobs import search_link

register = template.Library()


@register.inclusion_tag("alerts/_search.html", takes_context=True)
def alert_search(context: template.Context, query: SearchQuery, total: int | None = None) -> dict[str, Any]:
    """Say what the alert searches for, and link to the jobs that match now; `total` is None if not counted."""
    href = search_link(context, query)
    return {
        "words": _("All jobs on this board") if query.is_empty else describe(query),
        # A board without a list of jobs has no address to show.
        "open_now": _open_now(total) if href else "",
        "href": href if total != 0 else "",
    }


def _open_now(total: int | None) -> str:
    if total is None:
        return _("See open jobs")
    if total == 0:
        return _("None open now")
    return ngettext("%(number)s open now", "%(number)s open now", total) % {"number": intcomma(total)}

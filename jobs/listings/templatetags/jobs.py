"""What the listings' templates need beyond Django's and Wagtail's own tags."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from babel import Locale
from babel.dates import format_timedelta
from django import template
from django.core.paginator import Page as ResultPage
from django.template.defaultfilters import truncatewords
from django.utils import formats, timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import hooks

from jobs.listings.models import Company, JobPage
from jobs.listings.search import SearchQuery, describe
from jobs.listings.search.query import NEWEST

register = template.Library()

SUMMARY_WORDS = 24
LOGO_PIXELS = 256


def _ago(moment: datetime, width: str) -> str:
    """Time passed, in the visitor's language; a moment just ahead of the clock counts as now."""
    passed = max(timezone.now() - moment, timedelta(minutes=1))
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return format_timedelta(-passed, format=width, add_direction=True, threshold=1, locale=locale)  # type: ignore[arg-type]


def _time_tag(moment: datetime, text: str) -> SafeString:
    local = timezone.localtime(moment)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), exact, text
    )


@register.filter
def describe_search(query: SearchQuery) -> str:
    return describe(query)


@register.simple_tag
def upper_link(name: str) -> str:
    """The address that a room above gave for `name` in a `listing_links` hook; empty when none did.

    Listings link to pages that they do not know: `post` (the form for employers) and `alerts`.
    """
    for links in hooks.get_hooks("listing_links"):
        if name in (found := links()):
            return str(found[name])
    return ""


@register.simple_tag
def day_of(moment: datetime) -> SafeString:
    return _time_tag(moment, formats.date_format(timezone.localtime(moment), "j F Y"))


@register.simple_tag
def age(moment: datetime) -> SafeString:
    """Short time since publication ("3h ago"), the exact moment in its title."""
    narrow = _ago(moment, "narrow")
    # French is among those whose narrowest form is a bare "-3 h".
    return _time_tag(moment, narrow if narrow[0].isalnum() else _ago(moment, "short"))


@register.simple_tag
def posted(moment: datetime) -> SafeString:
    """Exact day and time since, both in sight; the second does not break."""
    return format_html("{}, {}", day_of(moment), _ago(moment, "long").replace(" ", "\xa0"))


@register.simple_tag
def day_name(day: date) -> SafeString:
    """A day's heading: Today and Yesterday by name, and always the date."""
    today = timezone.localdate()
    written = formats.date_format(day, "l j F" if day.year == today.year else "l j F Y")
    tag = format_html('<time datetime="{}">{}</time>', day.isoformat(), written)
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(day)
    return format_html("{} <span>{}</span>", near, tag) if near else tag


@register.simple_tag
def pay(page: JobPage) -> SafeString:
    """The pay and, apart, its period, so that neither breaks in the middle."""
    label = page.salary_label
    if not label:
        return format_html('<span class="pay pay-none">{}</span>', _("Pay not stated"))
    period = str(page.get_salary_unit_display())
    return format_html(
        '<span class="pay"><span>{}</span> <span>{}</span></span>', label.removesuffix(period).strip(), period
    )


@register.inclusion_tag("includes/_logo.html")
def logo(company: Company, size: str = "", lazy: bool = False) -> dict[str, Any]:
    """The company’s logo, or its initials, in a box; the stylesheet scales the stored pixels down."""
    return {"company": company, "size": size, "lazy": lazy, "pixels": LOGO_PIXELS}


@register.simple_tag
def search_query(query: SearchQuery, **changes: Any) -> str:
    """What follows the path of a list: a question mark and the query, or nothing."""
    querystring = (query.having(page=1, **changes) if changes else query).querystring()
    return f"?{querystring}" if querystring else ""


@dataclass(frozen=True)
class PageLink:
    # None stands for the pages left out.
    number: int | None
    href: str = ""


@register.inclusion_tag("includes/_pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    page_obj: ResultPage[Any],
    query: SearchQuery | None = None,
    newest_first: bool = True,
) -> dict[str, Any]:
    """With `query`, the links and the order are that search's, and scripts may fetch the results alone."""
    request = context["request"]

    def href(number: int) -> str:
        if query is not None:
            return f"{request.path}{search_query(replace(query, page=number))}"
        params = request.GET.copy()
        params["page"] = str(number)
        return f"?{params.urlencode()}"

    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {
        "page_obj": page_obj,
        "links": [PageLink(n, href(n)) if isinstance(n, int) else PageLink(None) for n in numbers],
        "previous": href(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": href(page_obj.number + 1) if page_obj.has_next() else "",
        "newest_first": newest_first if query is None else query.order == NEWEST,
        "updates": query is not None,
    }


@register.simple_tag
def listing_summary(page: JobPage) -> str:
    """One sentence for search results and shared links: pay and place first, then how the text begins."""
    # As text, which the template escapes once: what was written as &amp; is read as a sign.
    text = " ".join(unescape(strip_tags(page.description.replace("<", " <"))).split())
    return f"{page.summary}. {truncatewords(text, SUMMARY_WORDS)}"

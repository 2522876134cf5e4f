"""Template tags for lists of listings."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from babel import Locale
from babel.dates import format_timedelta
from django import template
from django.core.paginator import Page as ResultPage
from django.template.defaultfilters import truncatewords
from django.urls import reverse
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


def _ago(at: datetime, width: str) -> str:
    """Time passed, in the visitor's language; a time slightly in the future counts as now."""
    passed = max(timezone.now() - at, timedelta(minutes=1))
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return format_timedelta(-passed, format=width, add_direction=True, threshold=1, locale=locale)  # type: ignore[arg-type]


def _time_tag(at: datetime, text: str) -> SafeString:
    local = timezone.localtime(at)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), exact, text
    )


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
def day_of(at: datetime) -> SafeString:
    return _time_tag(at, formats.date_format(timezone.localtime(at), "j F Y"))


@register.simple_tag
def age(at: datetime) -> SafeString:
    """Short time since publication ("3h ago"), the exact time in its title."""
    narrow = _ago(at, "narrow")
    # Some languages, such as French, have a bare "-3 h" as the narrow form.
    return _time_tag(at, narrow if narrow[0].isalnum() else _ago(at, "short"))


@register.simple_tag
def posted(at: datetime) -> SafeString:
    """The day and the time passed since; the second does not break over lines."""
    return format_html("{}, {}", day_of(at), _ago(at, "long").replace(" ", "\xa0"))


@register.simple_tag
def day_name(day: date) -> SafeString:
    """Write a day as a heading: “Today” or “Yesterday” before the date."""
    today = timezone.localdate()
    written = formats.date_format(day, "l j F" if day.year == today.year else "l j F Y")
    tag = format_html('<time datetime="{}">{}</time>', day.isoformat(), written)
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(day)
    return format_html("{} <span>{}</span>", near, tag) if near else tag


@register.simple_tag
def pay(page: JobPage) -> SafeString:
    """Write pay and period as two spans, so that neither breaks over lines."""
    label = page.salary_label
    if not label:
        return format_html('<span class="pay pay-none">{}</span>', _("Pay not stated"))
    period = str(page.get_salary_unit_display())
    return format_html(
        '<span class="pay"><span>{}</span> <span>{}</span></span>', label.removesuffix(period).strip(), period
    )


@register.simple_tag
def featured_flag(page: JobPage, is_apart: bool = False) -> SafeString:
    """Mark a featured listing in a row; not where featured listings have a heading of their own."""
    if not page.is_featured or is_apart:
        return SafeString("")
    return format_html(' <span class="flag">{}</span>', _("Featured"))


@register.inclusion_tag("includes/_logo.html")
def logo(company: Company, is_large: bool = False, lazy: bool = False) -> dict[str, Any]:
    """Draw the company’s logo, or its initials. CSS scales the image down."""
    return {"company": company, "is_large": is_large, "lazy": lazy, "pixels": LOGO_PIXELS}


@register.simple_tag
def search_query(query: SearchQuery, **changes: Any) -> str:
    """Write the query string with its question mark, or nothing."""
    querystring = (query.having(page=1, **changes) if changes else query).querystring()
    return f"?{querystring}" if querystring else ""


@register.simple_tag(takes_context=True)
def search_link(context: template.Context, query: SearchQuery | None) -> str:
    """The address of the list of jobs with this search; empty without a query or a list."""
    if query is None or not (index := context["job_index"]):
        return ""
    return f"{index.get_url(context['request'])}{search_query(query)}"


@dataclass(frozen=True)
class Feed:
    type: str
    format: str
    # What the feed contains.
    words: str
    href: str


FEEDS = {
    "jobs:feed_rss": ("application/rss+xml", "RSS"),
    "jobs:feed_atom": ("application/atom+xml", "Atom"),
    "jobs:feed_json": ("application/feed+json", "JSON"),
}


@register.simple_tag(takes_context=True)
def feeds_of_page(context: template.Context) -> list[Feed]:
    """List the feeds of the search that is open, if any, then those of the whole board."""
    whole = (_("all jobs"), "")
    results = context.get("results")
    searches = [whole]
    if results and not results.query.is_empty:
        searches = [(describe(results.query), search_query(results.query.standing())), whole]
    return [
        Feed(type_, format_, words, f"{reverse(name)}{query}")
        for words, query in searches
        for name, (type_, format_) in FEEDS.items()
    ]


@register.simple_tag
def page_suffix(page_obj: ResultPage[Any]) -> str:
    """Write the number of the page for a title; nothing on the first page."""
    if page_obj.number == 1:
        return ""
    words = _("page %(number)s") % {"number": page_obj.number}
    return f" · {words}"


@dataclass(frozen=True)
class PageLink:
    # None: a gap in the list of pages.
    number: int | None
    href: str = ""
    is_current: bool = False


@register.inclusion_tag("includes/_pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    page_obj: ResultPage[Any],
    query: SearchQuery | None = None,
    newest_first: bool = True,
) -> dict[str, Any]:
    """Draw page links; with `query`, links of that search, which htmx may fetch."""
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
        "links": [
            PageLink(n, href(n), n == page_obj.number) if isinstance(n, int) else PageLink(None)
            for n in numbers
        ],
        "previous": href(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": href(page_obj.number + 1) if page_obj.has_next() else "",
        "newest_first": newest_first if query is None else query.order == NEWEST,
        "updates": query is not None,
    }


@register.simple_tag
def listing_summary(page: JobPage) -> str:
    """Write the meta description: the summary of facts, then how the text begins."""
    # Unescaped to plain text, because the template escapes it again.
    text = " ".join(unescape(strip_tags(page.description.replace("<", " <"))).split())
    return f"{page.summary}. {truncatewords(text, SUMMARY_WORDS)}"

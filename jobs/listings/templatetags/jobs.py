"""Template tags for lists of listings."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Any

from django import template
from django.core.paginator import Page as ResultPage
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import hooks

from boards.models import BoardSettings
from jobs.listings.card_style import card_of_board
from jobs.listings.html import companies as company_writer
from jobs.listings.html import facets as facet_writer
from jobs.listings.html import rows as row_writer
from jobs.listings.html import times
from jobs.listings.models import Company, JobPage
from jobs.listings.rows import Row
from jobs.listings.search import Facet, SearchQuery, describe
from jobs.listings.search.query import NEWEST
from jobs.listings.search.results import Results

register = template.Library()

SUMMARY_WORDS = 24

register.simple_tag(times.day_of)
register.simple_tag(times.posted)


@register.simple_tag
def upper_link(name: str) -> str:
    """The address that a room above gave for `name` in a `listing_links` hook; empty when none did.

    Listings link to pages that they do not know: `post` (the form for employers) and `alerts`.
    """
    for links in hooks.get_hooks("listing_links"):
        if name in (found := links()):
            return str(found[name])
    return ""


def _once(context: template.Context, part: Hashable, write: Callable[[], SafeString]) -> SafeString:
    """Write a part of what a process keeps once, and not for each reader: `written` is kept with it."""
    written: dict[Hashable, SafeString] | None = context.get("written")
    if written is None:
        return write()
    if part not in written:
        written[part] = write()
    return written[part]


@register.simple_tag(takes_context=True)
def rows(
    context: template.Context, listings: Iterable[Row], is_apart: bool = False, part: str = ""
) -> SafeString:
    """Write the rows of a list; `is_apart` where featured listings have a heading of their own.

    `part` names one of several lists of a page.
    """
    return _once(context, ("rows", is_apart, part), lambda: row_writer.rows(listings, is_apart=is_apart))


@register.simple_tag(takes_context=True)
def days(context: template.Context, by_day: Iterable[tuple[date, list[Row]]], part: str = "") -> SafeString:
    """Write the rows of each day below its name; `part` names one of several lists of a page."""
    return _once(context, ("days", part), lambda: row_writer.days(by_day))


@register.simple_tag
def companies(listed: Iterable[Company]) -> SafeString:
    """Write the rows of the list of companies."""
    return company_writer.companies(listed)


@register.simple_tag(takes_context=True)
def facet(context: template.Context, shown: Facet, is_out_of_band: bool = False) -> SafeString:
    """Write a filter with its choices."""
    part = ("facet", shown.name, is_out_of_band)
    return _once(context, part, lambda: facet_writer.facet(shown, is_out_of_band=is_out_of_band))


@register.simple_tag
def pay(page: JobPage) -> SafeString:
    """Write pay and period as two spans, so that neither breaks over lines."""
    return row_writer.pay(page.salary)


@register.simple_tag
def logo(company: Company, is_large: bool = False, lazy: bool = False) -> SafeString:
    """Draw the company’s logo, or its initials."""
    return row_writer.logo(company.name, company.logo.name or "", is_large=is_large, lazy=lazy)


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
def board_card(context: template.Context) -> str:
    """The absolute URL of the board's picture for shared links; changes with the picture."""
    return f"{context['site_root_url']}{reverse('jobs:board_card')}?v={_card_version(context['brand'])}"


def _card_version(brand: BoardSettings) -> str:
    version: str | None = brand.__dict__.get("_card_version")
    if version is None:
        # The settings are kept, and every page asks.
        version = brand.__dict__["_card_version"] = card_of_board(brand).version
    return version


@register.simple_tag(takes_context=True)
def feed_links(context: template.Context) -> SafeString:
    """Name the feeds for feed readers: of the search that is open, if any, then of the whole board."""
    results, name = context.get("results"), context["brand"].name
    # The whole board's are the same on every other page.
    return _feed_links(name, get_language()) if results is None else _write_feeds(name, results)


@lru_cache(maxsize=256)
def _feed_links(name: str, language: str | None) -> SafeString:
    return _write_feeds(name, None)


def _write_feeds(name: str, results: Results | None) -> SafeString:
    return format_html_join(
        "\n",
        '<link rel="alternate" type="{}" title="{}" href="{}">',
        (
            (
                feed.type,
                _("%(name)s: %(words)s (%(format)s)")
                % {"name": name, "words": feed.words, "format": feed.format},
                feed.href,
            )
            for feed in _feeds(results)
        ),
    )


def _feeds(results: Results | None) -> list[Feed]:
    whole = (_("all jobs"), "")
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
    return f"{page.summary}. {_beginning(page.description)}"


# A page has it twice.
@lru_cache(maxsize=256)
def _beginning(rich_text: str) -> str:
    # Unescaped to plain text, because the template escapes it again.
    text = " ".join(unescape(strip_tags(rich_text.replace("<", " <"))).split())
    return truncatewords(text, SUMMARY_WORDS)

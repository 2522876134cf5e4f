"""Write the filters beside the list: each choice with the number of its listings."""

from collections.abc import Iterable
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from jobs.listings.search import Choice, Facet

_CHOICE = """<label class="facet-choice" for="{id}">
    <input class="instant" type="checkbox" name="{name}" id="{id}" value="{value}"{checked}>
    <span dir="auto">{label}</span>
    <span class="facet-count">{count}<span class="sr"> {jobs}</span></span>
</label>
"""


def facet(shown: Facet, *, is_out_of_band: bool = False) -> SafeString:
    """Write a filter; `is_out_of_band` where htmx puts it in the place of the one on the page."""
    swap = SafeString(' data-hx-swap-oob="true"') if is_out_of_band else ""
    return format_html('<div class="facet" id="facet-{}"{}>{}</div>\n', shown.name, swap, _fieldset(shown))


def _fieldset(shown: Facet) -> SafeString:
    if not shown.choices:
        return SafeString("")
    return format_html(
        "<fieldset>\n<legend>{}</legend>\n{}{}</fieldset>",
        shown.label,
        _choices(shown.name, shown.choices),
        _rest(shown),
    )


def _rest(shown: Facet) -> SafeString:
    if not shown.rest:
        return SafeString("")
    number = len(shown.rest)
    return format_html(
        '<details class="facet-rest"{}>\n<summary>{}</summary>\n{}</details>\n',
        " open" if shown.rest_is_open else "",
        ngettext("%(counter)s more", "%(counter)s more", number) % {"counter": number},
        _choices(shown.name, shown.rest),
    )


def _choices(name: str, choices: Iterable[Choice]) -> SafeString:
    return SafeString("".join(_choice(name, choice) for choice in choices))


def _choice(name: str, choice: Choice) -> SafeString:
    count, jobs = _count(choice.count, get_language())
    return format_html(
        _CHOICE,
        id=f"{name}-{choice.value}",
        name=name,
        value=choice.value,
        checked=" checked" if choice.chosen else "",
        label=choice.label,
        count=count,
        jobs=jobs,
    )


@lru_cache(maxsize=2048)
def _count(number: int, language: str | None) -> tuple[str, str]:
    return intcomma(number), ngettext("job", "jobs", number)

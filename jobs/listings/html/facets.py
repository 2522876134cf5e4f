"""Write the filters beside the list: each choice with the number of its listings.

With f-strings, as rows are; every text goes through `escape`.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from jobs.listings.search import Choice, Facet


def facet(shown: Facet, *, is_out_of_band: bool = False) -> SafeString:
    """Write a filter; `is_out_of_band` where htmx puts it in the place of the one on the page."""
    swap = ' data-hx-swap-oob="true"' if is_out_of_band else ""
    fieldset = _fieldset(shown) if shown.choices else ""
    return SafeString(f'<div class="facet" id="facet-{escape(shown.name)}"{swap}>{fieldset}</div>\n')


def _fieldset(shown: Facet) -> str:
    return f"""
<fieldset>
    <legend>{escape(shown.label)}</legend>
    {_choices(shown.name, shown.choices)}
    {_rest(shown) if shown.rest else ""}
</fieldset>
"""


def _rest(shown: Facet) -> str:
    number = len(shown.rest)
    summary = ngettext("%(counter)s more", "%(counter)s more", number) % {"counter": number}
    return f"""<details class="facet-rest"{" open" if shown.rest_is_open else ""}>
    <summary>{escape(summary)}</summary>
    {_choices(shown.name, shown.rest)}
</details>"""


def _choices(name: str, choices: Iterable[Choice]) -> str:
    language = get_language()
    return "".join(_choice(escape(name), choice, language) for choice in choices)


def _choice(name: str, choice: Choice, language: str | None) -> str:
    value, checked = escape(choice.value), " checked" if choice.chosen else ""
    empty = "" if choice.count or choice.chosen else " facet-none"
    count, jobs = _count(choice.count, language)
    return f"""<label class="facet-choice{empty}" for="{name}-{value}">
    <input class="instant" type="checkbox" name="{name}" id="{name}-{value}" value="{value}"{checked}>
    <span dir="auto">{escape(choice.label)}</span>
    <span class="facet-count">{escape(count)}<span class="sr"> {escape(jobs)}</span></span>
</label>
"""


@lru_cache(maxsize=2048)
def _count(number: int, language: str | None) -> tuple[str, str]:
    return intcomma(number), ngettext("job", "jobs", number)

"""Write the list of companies, as rows are written: every text goes through `escape`."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jobs.listings.models import Company

from .rows import logo


def companies(listed: Iterable[Company]) -> SafeString:
    """Write companies that were fetched `with_open_jobs`."""
    language = get_language()
    return SafeString("".join(_company(company, language) for company in listed))


def _company(company: Company, language: str | None) -> str:
    name = f'<a class="row-link" href="{escape(company.get_absolute_url())}" dir="auto">{escape(company.name)}</a>'
    mark = _("Verified")
    verified = f' <span class="verified">{escape(mark)}</span>' if company.is_verified else ""
    jobs = escape(_open_jobs(company.open_jobs, language))  # type: ignore[attr-defined]
    return f"""<li class="company">
    {logo(company.name, company.logo.name or "", lazy=True)}
    <div>
        <h2 class="company-name">{name}</h2>
        <p class="company-jobs">{jobs}{verified}</p>
    </div>
</li>
"""


@lru_cache(maxsize=1024)
def _open_jobs(count: int, language: str | None) -> str:
    if not count:
        return _("No open jobs")
    return ngettext("%(number)s open job", "%(number)s open jobs", count) % {"number": intcomma(count)}

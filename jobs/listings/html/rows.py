"""Write listings as rows, and what a row consists of.

With f-strings: for a whole list, `format_html` takes several times as long. So every text goes through `escape`.
"""

from collections.abc import Iterable
from datetime import date
from html import escape

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.listings.models.companies import initials_of
from jobs.listings.models.labels import Salary, salary_texts
from jobs.listings.rows import Row

from .times import age, day_name

LOGO_PIXELS = 256


def rows(listings: Iterable[Row], *, is_apart: bool = False) -> SafeString:
    """Write rows; `is_apart` where featured listings have a heading of their own."""
    return SafeString("".join(_row(listing, is_apart=is_apart) for listing in listings))


def days(by_day: Iterable[tuple[date, Iterable[Row]]]) -> SafeString:
    """Write the rows of each day below its name."""
    return SafeString("".join(_day(day, listings) for day, listings in by_day))


def _day(day: date, listings: Iterable[Row]) -> str:
    anchor = f"day-{day.isoformat()}"
    return f"""<section class="day" aria-labelledby="{anchor}">
    <h2 class="day-name" id="{anchor}">{day_name(day)}</h2>
    <ul class="rows">
        {rows(listings)}
    </ul>
</section>
"""


def _row(listing: Row, *, is_apart: bool) -> str:
    texts = f'<span class="kind">{escape(" · ".join(listing.texts))}</span>' if listing.texts else ""
    featured = _("Featured")
    flag = f' <span class="flag">{escape(featured)}</span>' if listing.is_featured and not is_apart else ""
    title = f'<a class="row-link" href="{escape(listing.path)}" dir="auto">{escape(listing.title)}</a>'
    return f"""<li class="row{" row-featured" if listing.is_featured else ""}">
    {logo(listing.company, listing.logo, lazy=True)}
    <div class="row-main">
        <h3 class="row-title">{title}</h3>
        <p class="row-company"><span dir="auto">{escape(listing.company)}</span>{flag}</p>
    </div>
    <p class="row-facts">
        {pay(listing.salary)}
        <span class="place" dir="auto">{escape(listing.place_label)}</span>
        {texts}
    </p>
    <p class="row-age">{age(listing.posted_at)}</p>
</li>
"""


def pay(salary: Salary) -> SafeString:
    """Write pay and period as two spans, so that neither breaks over lines."""
    sums, period = salary_texts(salary)
    if not sums:
        none = _("Pay not stated")
        return SafeString(f'<span class="pay pay-none">{escape(none)}</span>')
    return SafeString(f'<span class="pay"><span>{escape(sums)}</span> <span>{escape(period)}</span></span>')


def logo(company: str, name: str, *, is_large: bool = False, lazy: bool = False) -> SafeString:
    """Draw the logo with this name in the storage, or the company’s initials. CSS scales the image down."""
    large = " logo-large" if is_large else ""
    if not name:
        initials = escape(initials_of(company))
        return SafeString(f'<span class="logo logo-initials{large}" aria-hidden="true">{initials}</span>')
    loading = ' loading="lazy"' if lazy else ""
    return SafeString(
        f'<img class="logo{large}" src="{escape(default_storage.url(name))}" alt=""'
        f' width="{LOGO_PIXELS}" height="{LOGO_PIXELS}"{loading} decoding="async">'
    )

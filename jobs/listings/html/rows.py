"""Write listings as rows, and what a row consists of."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.listings.models.companies import initials_of
from jobs.listings.models.labels import Salary, salary_texts
from jobs.listings.rows import Row

from .times import age

LOGO_PIXELS = 256
_ROW = """<li class="row{featured}">
    {logo}
    <div class="row-main">
        <h3 class="row-title"><a class="row-link" href="{path}" dir="auto">{title}</a></h3>
        <p class="row-company"><span dir="auto">{company}</span>{flag}</p>
    </div>
    <p class="row-facts">
        {pay}
        <span class="place" dir="auto">{place}</span>
        {texts}
    </p>
    <p class="row-age">{age}</p>
</li>
"""


def rows(listings: Iterable[Row], *, is_apart: bool = False) -> SafeString:
    """Write rows; `is_apart` where featured listings have a heading of their own."""
    return SafeString("".join(_row(listing, is_apart=is_apart) for listing in listings))


def _row(listing: Row, *, is_apart: bool) -> SafeString:
    return format_html(
        _ROW,
        featured=" row-featured" if listing.is_featured else "",
        logo=logo(listing.company, listing.logo, lazy=True),
        path=listing.path,
        title=listing.title,
        company=listing.company,
        flag=_featured_flag() if listing.is_featured and not is_apart else "",
        pay=pay(listing.salary),
        place=listing.place_label,
        texts=format_html_join("", '<span class="kind">{}</span>', ((text,) for text in listing.texts)),
        age=age(listing.posted_at),
    )


def _featured_flag() -> SafeString:
    return format_html(' <span class="flag">{}</span>', _("Featured"))


def pay(salary: Salary) -> SafeString:
    """Write pay and period as two spans, so that neither breaks over lines."""
    sums, period = salary_texts(salary)
    if not sums:
        return format_html('<span class="pay pay-none">{}</span>', _("Pay not stated"))
    return format_html('<span class="pay"><span>{}</span> <span>{}</span></span>', sums, period)


def logo(company: str, name: str, *, is_large: bool = False, lazy: bool = False) -> SafeString:
    """Draw the logo with this name in the storage, or the company’s initials. CSS scales the image down."""
    large = " logo-large" if is_large else ""
    if not name:
        initials = initials_of(company)
        return format_html('<span class="logo logo-initials{}" aria-hidden="true">{}</span>', large, initials)
    return format_html(
        '<img class="logo{}" src="{}" alt="" width="{}" height="{}"{} decoding="async">',
        large,
        default_storage.url(name),
        LOGO_PIXELS,
        LOGO_PIXELS,
        SafeString(' loading="lazy"') if lazy else "",
    )

"""Listings as lists show them: plain values, fetched for primary keys in one query, however many.

Model instances would cost most of a list's time. Whatever lists listings finds their keys first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from caching.kept import Kept
from jobs.listings import facts
from jobs.listings.models.labels import (
    Details,
    Salary,
    Skill,
    is_featured,
    place_label,
    row_texts,
    salary_label,
    summary,
)

# Each fact with one value is a column of its own name.
CHOICES = tuple(fact.name for fact in facts.CHOICES)
# SQL, because the ORM takes several times as long to write this query as the database to answer it.
SELECT = """
    SELECT listing.page_ptr_id, page.title, page.url_path, page.first_published_at, company.name, company.logo,
        listing.featured, listing.featured_until, listing.salary_min, listing.salary_max,
        listing.salary_currency, listing.salary_unit, {places}, {regions}, {skills}, {choices}{more}
    FROM jobs_jobpage listing
    JOIN wagtailcore_page page ON page.id = listing.page_ptr_id
    JOIN jobs_company company ON company.id = listing.company_id
    LEFT JOIN jobs_category category ON category.id = listing.category_id
    WHERE listing.page_ptr_id IN ({keys})
"""
# What a listing has several of is gathered in one column, as JSON.
PLACES = (
    "location, country",
    "jobs_joblocation WHERE page_id = listing.page_ptr_id ORDER BY sort_order, id",
)
REGIONS = ("region", "jobs_eligibleregion WHERE page_id = listing.page_ptr_id ORDER BY id")
SKILLS = (
    "tag_id, name, slug",
    "jobs_jobtag tagged JOIN jobs_tag tag ON tag.id = tagged.tag_id"
    " WHERE content_object_id = listing.page_ptr_id ORDER BY tagged.id",
)
GATHER = {
    "postgresql": "(SELECT json_agg(json_build_array({0}))::text FROM (SELECT {0} FROM {1}) one)",
    "sqlite": "(SELECT json_group_array(json_array({0})) FROM (SELECT {0} FROM {1}))",
}
# What Django's `reverse()` leaves as it is.
SAFE_IN_PATHS = "!$&'()*+,;=/~:@"


class Row(NamedTuple):
    pk: int
    title: str
    # On its board; absolute URLs begin with the board's `root_url`.
    path: str
    posted_at: datetime
    company: str
    # The name of the logo in the storage; empty when there is none.
    logo: str
    is_featured: bool
    salary: Salary
    # The value of each fact that has one, by the fact's name.
    choices: Mapping[str, str]
    details: Details

    @property
    def salary_label(self) -> str:
        return salary_label(self.salary)

    @property
    def place_label(self) -> str:
        workplace = self.choices[facts.WORKPLACE.name]
        return place_label(workplace, self.details.places, self.details.regions)

    @property
    def summary(self) -> str:
        return summary(self.salary_label, self.place_label, self.choices)

    @property
    def texts(self) -> list[str]:
        """What stands after pay and place."""
        return row_texts(self.choices)


def fetch_rows(*lists: Sequence[int], root: str) -> list[list[Row]]:
    """Fetch the rows of several lists of primary keys at once, each in its order.

    `root` is the `url_path` of the board's home page. What has been deleted meanwhile is left out.
    """
    found = rows_by_key({key for listed in lists for key in listed}, root=root)
    return [[found[key] for key in listed if key in found] for listed in lists]


def rows_by_key(keys: Iterable[int], *, root: str, with_skills: bool = False) -> dict[int, Row]:
    fetched = select(keys, root=root, with_skills=with_skills)
    return {row.pk: row for row, _more in fetched}


_kept: Kept[Row] = Kept(limit=5_000, ends=True)


def kept_rows(keys: Sequence[int], *, request: HttpRequest, site: Site) -> list[Row]:
    """Return rows in the order of their keys; those that another page has shown are kept."""
    root = site.root_page.url_path
    found = _kept.get_many(
        keys, lambda missing: rows_by_key(missing, root=root), request=request, site_id=site.pk
    )
    return [found[key] for key in keys if key in found]


def select(
    keys: Iterable[int], *, root: str, with_skills: bool = False, more: tuple[str, ...] = ()
) -> Iterator[tuple[Row, tuple[Any, ...]]]:
    """Fetch rows in any order, each with the values of more columns; without `with_skills` they have no skills."""
    wanted = list(keys)
    if not wanted:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_sql(connection.vendor, len(wanted), with_skills, more), wanted)
        for values in cursor:
            end = len(values) - len(more)
            yield _row(values[:end], root, now), values[end:]


@lru_cache(maxsize=128)
def _sql(vendor: str, count: int, with_skills: bool, more: tuple[str, ...]) -> str:
    gather = GATHER[vendor].format
    return SELECT.format(
        places=gather(*PLACES),
        regions=gather(*REGIONS),
        skills=gather(*SKILLS) if with_skills else "NULL",
        choices=", ".join(f"listing.{name}" for name in CHOICES),
        more="".join(f", {column}" for column in more),
        keys=", ".join(["%s"] * count),
    )


def _row(values: tuple[Any, ...], root: str, now: datetime) -> Row:
    pk, title, url_path, first, company, logo, featured, until = values[:8]
    low, high, currency, unit, places, regions, skills, *choices = values[8:]
    return Row(
        pk=pk,
        title=title,
        path=path_of(url_path, root=root),
        posted_at=aware(first) or now,
        company=company,
        logo=logo,
        is_featured=is_featured(featured, aware(until)),
        salary=Salary(_decimal(low), _decimal(high), currency, unit),
        choices=dict(zip(CHOICES, choices, strict=True)),
        details=details_of(places, regions, skills),
    )


def details_of(places: str | None, regions: str | None, skills: str | None) -> Details:
    """Read what was gathered as JSON."""
    return Details(
        tuple((town, country) for town, country in _loads(places)),
        tuple(region for (region,) in _loads(regions)),
        tuple(Skill(*skill) for skill in _loads(skills)),
    )


def _loads(gathered: str | None) -> list[list[Any]]:
    return json.loads(gathered) if gathered else []


def aware(at: datetime | None) -> datetime | None:
    """SQLite gives times without their zone, which is UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _decimal(value: Decimal | float | None) -> Decimal | None:
    """SQLite gives floats, and integers for whole sums."""
    return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


def path_of(url_path: str, *, root: str) -> str:
    """The path of a page, as Wagtail links it on its own board."""
    return _start() + quote(url_path.removeprefix(root), safe=SAFE_IN_PATHS)


@lru_cache
def _start() -> str:
    return reverse("wagtail_serve", args=[""])

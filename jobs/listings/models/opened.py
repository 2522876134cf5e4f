"""Open a listing by its address: one query for the page with all that it shows.

SQL, because the ORM takes several times as long to write this query as the database to answer it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model
from wagtail.models import Page

from jobs.listings.rows import GATHER, PLACES, REGIONS, SKILLS, details_of

from .categories import Category
from .companies import Company
from .listing import JobPage

SELECT = """
    SELECT {columns}, {places}, {regions}, {skills}
    FROM wagtailcore_page page
    JOIN jobs_jobpage listing ON listing.page_ptr_id = page.id
    JOIN jobs_company company ON company.id = listing.company_id
    LEFT JOIN jobs_category category ON category.id = listing.category_id
    WHERE page.slug = %s AND length(page.path) = %s AND substr(page.path, 1, %s) = %s
"""
MODELS = (JobPage, Company, Category)


def open_listing(above: Page, slug: str) -> JobPage | None:
    """Return the listing with this slug below a page, whatever its state, with its company, category and details."""
    # Written so that only the index of slugs can be used: few pages have the same.
    place = [slug, len(above.path) + Page.steplen, len(above.path), above.path]
    with connection.cursor() as cursor:
        cursor.execute(_sql(connection.vendor), place)
        values = cursor.fetchone()
    if values is None:
        return None
    start, made = 0, []
    for model in MODELS:
        end = start + len(_fields(model))
        made.append(_instance(model, values[start:end]))
        start = end
    listing, company, category = made
    listing.company, listing.category = company, category if category.pk else None
    listing.fetched_details = details_of(*values[start:])
    return listing


def _fields(model: type[Model]) -> Sequence["Field[Any, Any]"]:
    """Return the fields that are columns, those of the page among a listing's."""
    return model._meta.concrete_fields


def _alias(field: "Field[Any, Any]") -> str:
    return {JobPage: "listing", Company: "company", Category: "category"}.get(field.model, "page")


@lru_cache
def _sql(vendor: str) -> str:
    gather = GATHER[vendor].format
    return SELECT.format(
        columns=", ".join(f"{_alias(field)}.{field.column}" for model in MODELS for field in _fields(model)),
        places=gather(*PLACES),
        regions=gather(*REGIONS),
        skills=gather(*SKILLS),
    )


def _instance(model: type[Model], values: Sequence[Any]) -> Any:
    converted = list(values)
    for place, column, convert in _converters(model, connection.vendor):
        converted[place] = convert(converted[place], column, connection)
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in _fields(model)], converted)


@lru_cache
def _converters(model: type[Model], vendor: str) -> list[tuple[int, Any, Callable[..., Any]]]:
    """List what the ORM does to values of this database, such as to times in SQLite, by the place of the field."""
    columns = [field.get_col(field.model._meta.db_table) for field in _fields(model)]
    return [
        (place, column, convert)
        for place, column in enumerate(columns)
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        )
    ]

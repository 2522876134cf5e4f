"""Keep one row for each live listing: the triggers that write it anew whenever something of it changes."""

from collections.abc import Sequence

from caching.triggers import Derived, Trigger
from jobs.listings import facts
from jobs.listings.pay_text import TIMES_A_YEAR
from jobs.listings.zones import MAX_OVERLAP, MINUTES_A_DAY

from . import counts, terms
from .sql import TABLE

_TIMES = " ".join(f"WHEN '{unit}' THEN {times}" for unit, times in TIMES_A_YEAR.items())
_PAY = f"coalesce(j.salary_max, j.salary_min) * CASE j.salary_unit {_TIMES} ELSE 1 END"
# How far outside of the listing's offsets somebody may be whose day still overlaps enough.
_SLACK = f"({MINUTES_A_DAY} - 60 * coalesce(j.overlap_hours, {MAX_OVERLAP}))"
# Each column with the expression that it is made by, of the rows of the page and of the listing.
COLUMNS = {
    "page_id": "p.id",
    "place": "substr(p.path, 1, length(p.path) - 4)",
    "company_id": "j.company_id",
    "category_id": "j.category_id",
    "first_published_at": "p.first_published_at",
    "expire_at": "p.expire_at",
    "featured": "j.featured",
    "featured_until": "j.featured_until",
    "currency": "j.salary_currency",
    "pay": f"CAST(round({_PAY}) AS bigint)",
    "zone_first": f"j.zone_from - {_SLACK}",
    "zone_last": f"j.zone_to + {_SLACK}",
}
SOURCE = "jobs_jobpage j JOIN wagtailcore_page p ON p.id = j.page_ptr_id"
# What a row is made from, by table: the column with the listing's key, and those whose change matters.
PAGE = ("live", "path", "first_published_at", "expire_at")
LISTING = (
    "company_id",
    "featured",
    "featured_until",
    "salary_min",
    "salary_max",
    "salary_unit",
    *facts.columns_of(facts.ZONES),
    *terms.columns(),
)
RELATIONS = {
    "jobs_joblocation": ("page_id", "country"),
    "jobs_eligibleregion": ("page_id", "region"),
    "jobs_jobtag": ("content_object_id", "tag_id"),
}


def triggers(vendor: str) -> list[Trigger]:
    found = [
        *_on(vendor, "wagtailcore_page", "id", PAGE),
        *_on(vendor, "jobs_jobpage", "page_ptr_id", LISTING),
    ]
    for table, columns in RELATIONS.items():
        found += _on(vendor, table, columns[0], columns)
    return [*found, *counts.triggers(vendor)]


def refill(vendor: str) -> list[str]:
    return [*write(vendor), *counts.refill(vendor)]


def _on(vendor: str, table: str, key: str, columns: Sequence[str]) -> list[Trigger]:
    """Make the triggers of one table; `key` is its column with the key of the listing."""
    changed = " OR ".join(f"OLD.{column} {_unequal(vendor)} NEW.{column}" for column in columns)
    new, old = _refresh(vendor, f"NEW.{key}"), _refresh(vendor, f"OLD.{key}")
    # A row that moved belongs to another listing than before.
    both = f"{old} {new}" if key in columns else new
    return [
        Trigger(name=f"live_{table}_added", table=table, event="INSERT", body=new),
        Trigger(name=f"live_{table}_removed", table=table, event="DELETE", body=old),
        Trigger(
            name=f"live_{table}_changed",
            table=table,
            event=f"UPDATE OF {', '.join(columns)}",
            when=changed,
            body=both,
        ),
    ]


def _refresh(vendor: str, key: str) -> str:
    """Write the row of one listing anew, or remove it.

    PostgreSQL waits for another transaction that has written the row, and reads what the listing is only then.
    """
    lock = f"PERFORM 1 FROM {TABLE} WHERE page_id = {key} FOR UPDATE; "
    statements = " ".join(f"{statement};" for statement in write(vendor, key))
    return lock + statements if vendor == "postgresql" else statements


def write(vendor: str, key: str = "") -> list[str]:
    """Write the row of the listing with this key, or of all; rows that are right already are not touched."""
    columns = _columns(vendor)
    others = [column for column in columns if column != "page_id"]
    this = f" AND p.id = {key}" if key else ""
    upsert = (
        f"INSERT INTO {TABLE} ({', '.join(columns)}) "  # noqa: S608 - own names
        f"SELECT {', '.join(columns.values())} FROM {SOURCE} WHERE p.live{this} "
        f"ON CONFLICT (page_id) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in others)} "
        f"WHERE {_differ(vendor, TABLE, 'excluded')}"
    )
    is_live = f"SELECT 1 FROM {SOURCE} WHERE p.live AND p.id = {TABLE}.page_id"  # noqa: S608 - own names
    only = f" AND page_id = {key}" if key else ""
    return [upsert, f"DELETE FROM {TABLE} WHERE NOT EXISTS ({is_live}){only}"]  # noqa: S608 - own names


def wrong(vendor: str) -> str:
    """Select the keys of listings whose row is missing, too much, or not as it would be written."""
    columns = ", ".join(f"{value} AS {column}" for column, value in _columns(vendor).items())
    true = f"SELECT {columns} FROM {SOURCE} WHERE p.live"  # noqa: S608 - own names
    missing_or_other = (
        f"SELECT t.page_id FROM ({true}) AS t LEFT JOIN {TABLE} AS l ON l.page_id = t.page_id "  # noqa: S608
        f"WHERE l.page_id IS NULL OR {_differ(vendor, 't', 'l')}"
    )
    is_live = f"SELECT 1 FROM {SOURCE} WHERE p.live AND p.id = {TABLE}.page_id"  # noqa: S608 - own names
    too_much = f"SELECT page_id FROM {TABLE} WHERE NOT EXISTS ({is_live})"  # noqa: S608 - own names
    return f"{missing_or_other} UNION ALL {too_much}"


def _columns(vendor: str) -> dict[str, str]:
    listing = {
        "postgresql": f"ARRAY(SELECT term FROM ({terms.select()}) AS t ORDER BY term)",  # noqa: S608 - own names
        "sqlite": f"(SELECT json_group_array(term) FROM ({terms.select()} ORDER BY 1))",  # noqa: S608 - own names
    }
    return COLUMNS | {"terms": listing[vendor]}


def _differ(vendor: str, one: str, other: str) -> str:
    columns = [column for column in (*COLUMNS, "terms") if column != "page_id"]
    left, right = (", ".join(f"{row}.{column}" for column in columns) for row in (one, other))
    return f"({left}) {_unequal(vendor)} ({right})"


def _unequal(vendor: str) -> str:
    return "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"


DERIVED = Derived(name="live_listings", triggers=triggers, refill=refill)

"""Small pieces of SQL: conditions on the flat table of live listings, with their parameters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

TABLE = "jobs_livelisting"
# An order that an index has, of a board, a category, or a pay.
NEWEST = "first_published_at DESC, page_id DESC"


class Sql(NamedTuple):
    text: str
    params: Sequence[Any] = ()


NEVER = Sql("1 = 0")


def run(sql: Sql) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return list(cursor.fetchall())


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def all_of(conditions: Iterable[Sql]) -> Sql:
    each = list(conditions)
    return Sql(" AND ".join(sql.text for sql in each), [param for sql in each for param in sql.params])


def any_of(column: str, values: Sequence[Any]) -> Sql:
    if not values:
        return NEVER
    if len(values) == 1:
        # An index gives what equals one value in its order.
        return Sql(f"{column} = %s", values)
    return Sql(f"{column} IN ({', '.join(['%s'] * len(values))})", values)


def has_any(wanted: Sequence[str]) -> Sql:
    """Match listings with any of these terms."""
    if not wanted:
        return NEVER
    if is_postgres():
        return Sql("terms && %s::text[]", [list(wanted)])
    # A term in JSON stands between quotes, and none contains one.
    each = " OR ".join(["instr(terms, %s) > 0"] * len(wanted))
    return Sql(f"({each})", [f'"{one}"' for one in wanted])


def readable(now: datetime) -> Sql:
    """Match listings that have not ended; the rule of `JobQuerySet.live()`."""
    return Sql("(expire_at IS NULL OR expire_at > %s)", [stored(now)])


def stored(at: datetime) -> Any:
    """Return it as the database keeps it, which SQLite compares as text."""
    return connection.ops.adapt_datetimefield_value(at)

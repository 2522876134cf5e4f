"""Keep how many live listings have each term, so that nothing is counted where nothing is filtered."""

from django.db import connection, transaction

from caching.triggers import Trigger

from .sql import TABLE as ROWS

TABLE = "jobs_livecount"
_NEW = {
    "postgresql": f"SELECT place, term, count(*) FROM {ROWS}, unnest(terms) AS term GROUP BY place, term",  # noqa: S608 - own names
    "sqlite": f"SELECT place, value, count(*) FROM {ROWS}, json_each(terms) GROUP BY place, value",  # noqa: S608 - own names
}


def triggers(vendor: str) -> list[Trigger]:
    added, removed = _change(vendor, "NEW", 1), _change(vendor, "OLD", -1)
    unequal = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return [
        Trigger(name="live_count_added", table=ROWS, event="INSERT", body=added),
        Trigger(name="live_count_removed", table=ROWS, event="DELETE", body=removed),
        Trigger(
            name="live_count_changed",
            table=ROWS,
            event="UPDATE OF place, terms",
            when=f"OLD.place {unequal} NEW.place OR OLD.terms {unequal} NEW.terms",
            body=f"{removed} {added}",
        ),
    ]


def refill(vendor: str) -> list[str]:
    insert = f"INSERT INTO {TABLE} (place, term, n) {_NEW[vendor]}"
    if vendor == "postgresql":
        # One statement, so that what is committed meanwhile stays beside the new rows.
        return [f"WITH gone AS (DELETE FROM {TABLE}) {insert}"]  # noqa: S608 - own name
    return [f"DELETE FROM {TABLE}", insert]  # noqa: S608 - own name


@transaction.atomic
def recount() -> None:
    """Count anew, with one row for each term in place of its changes. Nobody who publishes waits for it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Lets others add changes, but not another recount.
            cursor.execute(f"LOCK TABLE {TABLE} IN SHARE UPDATE EXCLUSIVE MODE")
        for statement in refill(connection.vendor):
            cursor.execute(statement)


def _change(vendor: str, row: str, by: int) -> str:
    each = f"unnest({row}.terms) AS t(value)" if vendor == "postgresql" else f"json_each({row}.terms) AS t"
    return f"INSERT INTO {TABLE} (place, term, n) SELECT {row}.place, t.value, {by} FROM {each};"  # noqa: S608 - own names

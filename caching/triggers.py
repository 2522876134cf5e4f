"""Triggers of the database, which keep derived rows true whoever changes the rows that they are derived from.

Signals miss `.update()`, bulk statements and an operator's SQL; triggers do not. Rooms declare theirs with `declare()`
when the apps are ready. `manage.py migrate` installs them at its end, on PostgreSQL and on SQLite: those that are there
and unchanged stay as they are, so that a running site is not locked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

# Begins the name of each trigger and function of ours, so that those no longer declared are found and dropped.
PREFIX = "hitchpost_"


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One trigger, fired after each row that a statement changed.

    `event` is `INSERT`, `DELETE`, `UPDATE`, or `UPDATE OF` with columns. `when` and `body` may name `NEW` and `OLD`;
    `body` is one or more statements, each with its semicolon.
    """

    name: str
    table: str
    event: str
    body: str
    when: str = ""

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that creates it where it is not there yet."""
        when = f" WHEN ({self.when})" if self.when else ""
        head = f"CREATE TRIGGER {self.installed_name(vendor)} AFTER {self.event} ON {self.table} FOR EACH ROW{when}"
        if vendor == "sqlite":
            return [f"{head} BEGIN {self.body} END"]
        name = self.installed_name(vendor)
        function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        return [
            f"{function} AS $$ BEGIN {self.body} RETURN NULL; END $$",
            f"{head} EXECUTE FUNCTION {name}()",
        ]

    def installed_name(self, vendor: str) -> str:
        """Return its name in the database, which changes with its content."""
        content = repr((vendor, self.table, self.event, self.when, self.body)).encode()
        return f"{PREFIX}{self.name}_{blake2b(content, digest_size=5).hexdigest()}"


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A set of triggers for each kind of database, and the statements that derive everything anew.

    `refill` runs whenever a trigger of the set is installed: rows changed before it was there.
    """

    name: str
    triggers: Callable[[str], Sequence[Trigger]]
    refill: Callable[[str], Sequence[str]]
    writes: frozenset[str] = frozenset()
    """Other tables that have to be there."""


_declared: dict[str, Derived] = {}


def declare(derived: Derived) -> None:
    """Add a set; from `AppConfig.ready()`."""
    _declared[derived.name] = derived


def declared() -> list[Derived]:
    return list(_declared.values())


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of declared triggers that the database lacks; empty when `migrate` has been run."""
    vendor = connections[using].vendor
    there = set(_installed(using))
    wanted = [trigger for derived in declared() for trigger in derived.triggers(vendor)]
    return [trigger.name for trigger in wanted if trigger.installed_name(vendor) not in there]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the database's triggers those that are declared; derive anew what gets a new one."""
    connection = connections[using]
    vendor = connection.vendor
    with transaction.atomic(using=using), connection.cursor() as cursor:
        there = _installed(using)
        tables = set(connection.introspection.table_names(cursor))
        sets = [(derived, derived.triggers(vendor)) for derived in declared()]
        # `migrate` may have been told to bring up one app only.
        sets = [
            (derived, triggers)
            for derived, triggers in sets
            if tables >= {one.table for one in triggers} | derived.writes
        ]
        wanted = {trigger.installed_name(vendor) for _derived, triggers in sets for trigger in triggers}
        for name, table in there.items():
            if name not in wanted:
                _drop(cursor, vendor, name, table)
        for derived, triggers in sets:
            new = [trigger for trigger in triggers if trigger.installed_name(vendor) not in there]
            for trigger in new:
                for statement in trigger.statements(vendor):
                    cursor.execute(statement)
            for statement in derived.refill(vendor) if new else ():
                cursor.execute(statement)


def drop_before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = None, **kwargs: Any) -> None:
    """Drop ours on SQLite before a plan that goes forward; they are installed again at its end.

    SQLite adds a column by making the table anew, and refuses that while a trigger of another table names it.
    """
    connection = connections[using]
    if connection.vendor == "sqlite" and plan and not any(backwards for _migration, backwards in plan):
        with connection.cursor() as cursor:
            for name, table in _installed(using).items():
                _drop(cursor, connection.vendor, name, table)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = None, **kwargs: Any) -> None:
    """Install once the tables are there: `migrate caching zero`, or a plan that goes back, takes them away."""
    going_back = any(backwards for _migration, backwards in plan or ())
    if not going_back:
        install(using)


def _installed(using: str) -> dict[str, str]:
    """Map the name of each trigger of ours in the database to its table."""
    queries = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE pg_table_is_visible(c.oid) AND NOT t.tgisinternal",
    }
    with connections[using].cursor() as cursor:
        cursor.execute(queries[connections[using].vendor])
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(cursor: Any, vendor: str, name: str, table: str) -> None:
    if vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER {name}")
    else:
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
        cursor.execute(f"DROP FUNCTION {name}()")

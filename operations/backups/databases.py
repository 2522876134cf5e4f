"""Copy the database as of one instant into a file, and back: SQLite by its backup API, PostgreSQL by its programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from operations.backups.errors import BackupError

# Without rows in these it is no site's database.
NEVER_EMPTY = ("django_migrations", "wagtailcore_page", "wagtailcore_site")


def dump(path: Path) -> dict[str, int]:
    """Write the database to the file, and return the rows of each of its tables. Raises BackupError."""
    if connection.vendor == "sqlite":
        rows = _dump_sqlite(path)
    elif connection.vendor == "postgresql":
        rows = _dump_postgresql(path)
    else:
        raise BackupError(f"A {connection.vendor} database cannot be backed up by this command.")
    _refuse_empty(rows)
    if not path.stat().st_size:
        raise BackupError("The copy of the database is empty: nothing was backed up.")
    return rows


def load(path: Path, rows: dict[str, int]) -> None:
    """Fill the empty database from the file, and compare the rows of its tables. Raises BackupError."""
    if connection.introspection.table_names():
        raise BackupError(
            "The database is not empty: restore into a new one, so that nothing is mixed or lost. "
            "docs/deployment.md says how to make one."
        )
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as source:
            source.backup(connection.connection)
    else:
        _restore_postgresql(path)
    # What was restored may have other ids and other tables than what this process has seen.
    connection.close()
    found = count_rows()
    differing = sorted(name for name in found.keys() | rows.keys() if found.get(name) != rows.get(name))
    if differing:
        raise BackupError(
            f"The restored database is not the one that was backed up: see {', '.join(differing[:5])}."
        )


def vendor() -> str:
    return connection.vendor


def refuse_other_vendor(backed_up: str) -> None:
    if backed_up != connection.vendor:
        raise BackupError(
            f"The backup is of a {backed_up} database, and DATABASE_URL names a {connection.vendor} one."
        )


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unapplied() -> int:
    """Count the migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer(migrations: list[str]) -> None:
    """Raise BackupError when the backup has migrations that this version of the code has not."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for each in loader.disk_migrations.values() for app, name in each.replaces}
    unknown = sorted(set(migrations) - known - replaced)
    if unknown:
        raise BackupError(
            f"The backup was made by another version of the code, which has {', '.join(unknown[:3])}: "
            "install that version, restore, and upgrade then."
        )


def count_rows() -> dict[str, int]:
    quote = connection.ops.quote_name
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {quote(table)}")  # noqa: S608 - the name is quoted
            rows[table] = cursor.fetchone()[0]
    return rows


def libpq() -> dict[str, str]:
    """Return how libpq's programs reach Django's database: whatever DATABASE_URL says, its options included."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    said: dict[str, Any] = connection.get_connection_params()
    return {
        name: str(value)
        for name, value in said.items()
        # The server says which encoding the dump is in.
        if name in known and name != "client_encoding" and value not in (None, "")
    }


def _refuse_empty(rows: dict[str, int]) -> None:
    empty = [name for name in NEVER_EMPTY if not rows.get(name)]
    if empty:
        raise BackupError(
            f"The database holds no site ({', '.join(empty)} is empty): there is nothing to back up."
        )


def _dump_sqlite(path: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"SQLite says that the copy of the database is damaged: {found}")
        tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        known = set(connection.introspection.table_names())
        return {
            table: copy.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            for table in sorted(known.intersection(tables))
        }


def _dump_postgresql(path: Path) -> dict[str, int]:
    program = _program("pg_dump")
    # The rows are counted in the very snapshot that is dumped.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = count_rows()
        _refuse_empty(rows)
        options = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--snapshot={snapshot}",
        ]
        _run([program, *options, f"--file={path}"])
    listed = _run([_program("pg_restore"), "--list", str(path)])
    if "TABLE DATA" not in listed:
        raise BackupError("pg_dump wrote no rows: nothing was backed up.")
    return rows


def _restore_postgresql(path: Path) -> None:
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    # Our own connection may hold nothing that the other one waits for.
    connection.close()
    _run([_program("pg_restore"), *options, str(path)])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} is not installed here: install PostgreSQL's client programs, of the server's version or newer."
        )
    return found


def _run(command: list[str]) -> str:
    reached = libpq()
    # Other users of the machine see the arguments of programs, but not their environment.
    environment = dict(os.environ) | {"PGPASSWORD": reached.pop("password", "")}
    if not environment["PGPASSWORD"]:
        del environment["PGPASSWORD"]
    listing = "--list" in command
    target = [] if listing else [f"--dbname={psycopg.conninfo.make_conninfo(**reached)}"]
    result = subprocess.run(  # noqa: S603 - the programs are PostgreSQL's, the arguments ours
        [command[0], *target, *command[1:]],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        said = (result.stderr.strip() or "no reason given").splitlines()
        raise BackupError(f"{Path(command[0]).name} failed: {said[0]}")
    return result.stdout

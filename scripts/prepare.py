"""Prepare `make run`: migrate the database, load the demo boards, collect static files."""

import argparse
import hashlib
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from settings.rooms import OWN_APPS


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    try:
        migrate()
        refuse_older_tables()
        call_command("load_demo", port=options.port)
    except OperationalError as error:
        sys.exit(f"The database of DATABASE_URL does not answer: {str(error).strip()}")
    except CommandError as error:
        sys.exit(str(error))
    if not settings.DEBUG:
        collect_static()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print(f"Preparing the database ({len(plan)} migrations) …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def refuse_older_tables() -> None:
    """Refuse a database that lacks columns: until the first release, migrations are rewritten in place."""
    with connection.cursor() as cursor:
        for model in own_models():
            table = connection.introspection.get_table_description(cursor, model._meta.db_table)
            if {field.column for field in model._meta.local_concrete_fields} - {
                column.name for column in table
            }:
                raise CommandError(
                    "The database was made by an earlier version of the code and cannot be upgraded: "
                    f"set DATABASE_URL to another one, or delete {os.path.relpath(settings.VAR_DIR)}/."
                )


def own_models() -> list[type[Model]]:
    """Return the models of the project's own apps whose tables Django manages."""
    own = [app for app in apps.get_app_configs() if app.name in OWN_APPS]
    return [model for app in own for model in app.get_models() if model._meta.managed]


def collect_static() -> None:
    """Collect and compress, unless no file has changed since the last time."""
    stamp = Path(settings.VAR_DIR) / "static.sha256"
    wanted = fingerprint_of_static()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Collecting and compressing static files …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def fingerprint_of_static() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()

"""On PostgreSQL, keep the words of each listing without their positions, in the row itself, and index those."""

from django.db import migrations

TABLE = "jobs_fulltext"
ADD = [
    # In one statement, so that the rows are written once, and with these storages: vectors of some length go to
    # another place and words stay, neither of them compressed.
    f"ALTER TABLE {TABLE} "
    f"ADD COLUMN words tsvector GENERATED ALWAYS AS (strip({TABLE})) STORED, "
    f"ALTER COLUMN words SET STORAGE EXTERNAL, ALTER COLUMN {TABLE} SET STORAGE EXTERNAL",
    f"CREATE INDEX jobs_fulltext_words ON {TABLE} USING gin (words)",
    "DROP INDEX IF EXISTS jobs_fulltext_document",
]
REMOVE = [
    f"CREATE INDEX jobs_fulltext_document ON {TABLE} USING gin ({TABLE})",
    f"ALTER TABLE {TABLE} DROP COLUMN words, ALTER COLUMN {TABLE} SET STORAGE EXTENDED",
]


def add(apps, schema_editor):
    _run(ADD, schema_editor)


def remove(apps, schema_editor):
    _run(REMOVE, schema_editor)


def _run(statements, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_daily_sources")]
    operations = [migrations.RunPython(add, remove)]

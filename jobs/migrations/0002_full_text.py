"""The full-text index, in each database's own kind of table."""

from django.db import migrations

from jobs.fulltext import postgres, sqlite


def create(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in postgres.CREATE if on_postgres else sqlite.CREATE:
        schema_editor.execute(statement)
    if on_postgres:
        postgres.use_trigrams()


def drop(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in postgres.DROP if on_postgres else sqlite.DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

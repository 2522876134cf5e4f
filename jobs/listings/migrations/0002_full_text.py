"""Create the full-text index, in each database's own kind of table."""

from django.db import DatabaseError, migrations, transaction

CREATE = {
    "postgresql": [
        "CREATE TABLE jobs_fulltext (rowid bigint PRIMARY KEY, jobs_fulltext tsvector NOT NULL)",
        "CREATE INDEX jobs_fulltext_document ON jobs_fulltext USING gin (jobs_fulltext)",
        "CREATE TABLE jobs_fulltext_vocabulary (word text PRIMARY KEY)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE jobs_fulltext USING fts5(title, company, tags, facts, description, "
        "tokenize='unicode61 remove_diacritics 0', prefix='3 4')",
        "CREATE VIRTUAL TABLE jobs_fulltext_vocabulary USING fts5vocab(jobs_fulltext, 'row')",
    ],
}
DROP = ["DROP TABLE IF EXISTS jobs_fulltext_vocabulary", "DROP TABLE IF EXISTS jobs_fulltext"]
TRIGRAMS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS jobs_fulltext_vocabulary_trigrams "
    "ON jobs_fulltext_vocabulary USING gin (word gin_trgm_ops)",
]


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in CREATE[vendor]:
        schema_editor.execute(statement)
    if vendor == "postgresql":
        add_trigrams(schema_editor)


def add_trigrams(schema_editor):
    """A database role that may not add the extension does without: `fulltext.postgres.close_words` copes."""
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            for statement in TRIGRAMS:
                schema_editor.execute(statement)
    except DatabaseError:
        return


def drop(apps, schema_editor):
    for statement in DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

"""Index pages in the order of the editors' list of listings: it would sort all of them for each page."""

from django.db import migrations

NAME = "wagtailcore_page_newest_revision"
CREATE = {
    "postgresql": f"CREATE INDEX {NAME} ON wagtailcore_page (latest_revision_created_at DESC NULLS LAST, id DESC)",
    # NULL comes last there when the order is descending.
    "sqlite": f"CREATE INDEX {NAME} ON wagtailcore_page (latest_revision_created_at DESC, id DESC)",
}


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0005_words_without_positions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(create, drop)]

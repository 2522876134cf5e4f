"""Create the flat table of live listings with its counts, and an index of pages by depth for menus."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower

import jobs.listings.models.live

CREATE = [
    # A menu asks for the pages at one depth; without it every listing below is read.
    "CREATE INDEX wagtailcore_page_depth_path ON wagtailcore_page (depth, path)",
]
CREATE_ON_POSTGRES = [
    # Without the list of pending rows, which every search would have to read.
    "CREATE INDEX live_terms ON jobs_livelisting USING gin (terms) WITH (fastupdate = off)",
]
DROP = ["DROP INDEX wagtailcore_page_depth_path"]


def create(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in [*CREATE, *(CREATE_ON_POSTGRES if is_postgres else [])]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_full_text"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiveCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=255)),
                ("term", models.TextField()),
                ("n", models.IntegerField()),
            ],
            options={
                "verbose_name": "count of live listings",
                "verbose_name_plural": "counts of live listings",
                "indexes": [models.Index(fields=["place", "term", "n"], name="live_count")],
            },
        ),
        migrations.CreateModel(
            name="LiveListing",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="live_row",
                        serialize=False,
                        to="jobs.jobpage",
                    ),
                ),
                ("place", models.CharField(max_length=255)),
                ("company_id", models.BigIntegerField()),
                ("category_id", models.BigIntegerField(null=True)),
                ("first_published_at", models.DateTimeField(null=True)),
                ("expire_at", models.DateTimeField(null=True)),
                ("featured", models.BooleanField()),
                ("featured_until", models.DateTimeField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("pay", models.BigIntegerField(null=True)),
                ("terms", jobs.listings.models.live.TermsField()),
            ],
            options={
                "verbose_name": "live listing",
                "verbose_name_plural": "live listings",
                "indexes": [
                    models.Index(
                        fields=["place", "-first_published_at", "-page", "expire_at"], name="live_newest"
                    ),
                    models.Index(
                        fields=["place", "category_id", "-first_published_at", "-page", "expire_at"],
                        name="live_category",
                    ),
                    models.Index(
                        fields=["place", "currency", "-pay", "-first_published_at", "-page", "expire_at"],
                        name="live_pay",
                    ),
                    models.Index(fields=["company_id", "place", "expire_at"], name="live_company"),
                    models.Index(fields=["expire_at"], name="live_end"),
                    models.Index(
                        condition=models.Q(("featured", True)), fields=["place"], name="live_featured"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(models.F("site"), Lower("name"), models.F("id"), name="company_by_name"),
        ),
        migrations.RunPython(create, drop),
    ]

"""The full-text index: one row per live listing, in each database's own kind of table (`jobs.listings.fulltext`).

Django knows only the key and the matched column.
Only `jobs.listings.search.index` writes its rows.
"""

from typing import Any

from django.db import models

from jobs.listings.fulltext.documents import TABLE


class DocumentField(models.Field[Any, Any]):
    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class FullTextManager(models.Manager["FullText"]):
    def get_queryset(self) -> models.QuerySet["FullText"]:
        """Always empty, so that `dumpdata` skips it; search reads it in SQL."""
        return super().get_queryset().none()


class FullText(models.Model):
    page = models.OneToOneField(
        "jobs.JobPage",
        primary_key=True,
        db_column="rowid",
        on_delete=models.DO_NOTHING,
        related_name="full_text",
        db_constraint=False,
    )
    # In FTS5, the column with the name of the table means all columns.
    document = DocumentField(db_column=TABLE)

    objects = FullTextManager()
    wagtail_reference_index_ignore = True

    class Meta:
        managed = False
        db_table = TABLE
        verbose_name = "full text"

    def __str__(self) -> str:
        return str(self.pk)

"""The full-text index: one row per live listing, in each database's own kind of table (`jobs.listings.fulltext`).

Django knows only the key and the matched column, so that queries of listings can join it.
Only `jobs.listings.search.index` writes its rows.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models

from jobs.listings.fulltext import Term, postgres, sqlite
from jobs.listings.fulltext.documents import TABLE


class DocumentField(models.Field[Any, Any]):
    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


@DocumentField.register_lookup
class Finds(models.Lookup[bool]):
    """`full_text__document__finds=terms`: whether all `terms` are found."""

    lookup_name = "finds"
    prepare_rhs = False
    rhs: Sequence[Term]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, sqlite.expression(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, postgres.expression(self.rhs)]


class Relevance(models.Func):
    """Rank a match; higher is better. The query must also filter by `finds` with the same terms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__(models.F("full_text__document"), output_field=models.FloatField())
        self.terms = terms

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"-bm25({column}, {sqlite.WEIGHTS})", (*params,)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.source_expressions[0])
        rank = f"ts_rank('{{{postgres.WEIGHTS}}}', {column}, %s::tsquery)"
        return rank, [*params, postgres.expression(self.terms)]


class FullTextManager(models.Manager["FullText"]):
    def get_queryset(self) -> models.QuerySet["FullText"]:
        """Always empty, so that `dumpdata` skips it; query through JobPage."""
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

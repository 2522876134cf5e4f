"""The full-text index: one row a live listing, in a table of each database's own kind (see jobs.fulltext).

What Django sees of it is the key and the column that is matched, so that queries of listings can join it.
Its rows are written by jobs.search.index alone.
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
    """`full_text__document__finds=terms`: whether every one of some `Term`s is found."""

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
    """The higher the better. Has to stand beside a `finds` of the same terms."""

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
        """Nothing: rows are met where listings join them, and are not for `dumpdata` to carry away."""
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
    # In FTS5, the column named after the table stands for all of them.
    document = DocumentField(db_column=TABLE)

    objects = FullTextManager()
    wagtail_reference_index_ignore = True

    class Meta:
        managed = False
        db_table = TABLE
        verbose_name = "full text"

    def __str__(self) -> str:
        return str(self.pk)

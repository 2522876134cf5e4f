"""Tell whether a long list of listings has changed, without fetching it."""

from typing import Any

from django.db.models import Aggregate, CharField, Count

from jobs.listings.models.queries import JobQuerySet

# What changes what a feed says of a listing; an edit changes when it was last published.
COLUMNS = ("pk", "url_path", "last_published_at", "expire_at", "company__name", "category__name")


class Digest(Aggregate):
    """A value that differs when any of the columns differs in any row, computed by the database.

    On PostgreSQL a number. SQLite has no hash, so it is all the values in one text; SQLite is for small boards.
    """

    name = "Digest"
    arity = len(COLUMNS)
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "bit_xor(hashtextextended(json_build_array(%(expressions)s)::text, 0))::text"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "group_concat(json_array(%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, **context)


def digest_of(listings: JobQuerySet) -> tuple[int, str | None]:
    found = listings.order_by().aggregate(count=Count("pk"), digest=Digest(*COLUMNS))
    return found["count"], found["digest"]

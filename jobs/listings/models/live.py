"""What readers find, in one flat table: a row for each published listing, and how many there are of each kind.

Triggers of the database write both tables (`jobs.listings.live`), so they are true whoever changed a listing.
A row stays until its listing is unpublished: whoever reads it tests `expire_at` too.
"""

from typing import Any

from django.db import models
from django.db.models import Q

# The end is in the index, so that no row need be read to test it.
NEWEST = ("-first_published_at", "-page", "expire_at")


class TermsField(models.Field[Any, Any]):
    """Distinct texts such as `remote:hybrid`: an array on PostgreSQL, JSON on SQLite."""

    def db_type(self, connection: Any) -> str:
        return "text[]" if connection.vendor == "postgresql" else "text"


class DerivedManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        """Always empty, so that `dumpdata` skips it; triggers write the rows, and SQL reads them."""
        return super().get_queryset().none()


class LiveListing(models.Model):
    page = models.OneToOneField(
        "jobs.JobPage",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="live_row",
        db_constraint=False,
    )
    # The path of the page above it, which is the board's index. It changes when pages move, not when Sites change.
    place = models.CharField(max_length=255)
    company_id = models.BigIntegerField()
    category_id = models.BigIntegerField(null=True)
    first_published_at = models.DateTimeField(null=True)
    expire_at = models.DateTimeField(null=True)
    featured = models.BooleanField()
    featured_until = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3)
    # The upper end of the pay a year, in whole units of its currency.
    pay = models.BigIntegerField(null=True)
    # Between which offsets from UTC, in minutes, somebody's working day overlaps enough; empty: anywhere.
    zone_first = models.SmallIntegerField(null=True)
    zone_last = models.SmallIntegerField(null=True)
    terms = TermsField()

    objects = DerivedManager()
    rows: models.Manager["LiveListing"] = models.Manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "live listing"
        verbose_name_plural = "live listings"
        # Each order that pages of results have.
        indexes = [
            models.Index(fields=["place", *NEWEST], name="live_newest"),
            models.Index(fields=["place", "category_id", *NEWEST], name="live_category"),
            models.Index(fields=["place", "currency", "-pay", *NEWEST], name="live_pay"),
            models.Index(fields=["company_id", "place", "expire_at"], name="live_company"),
            models.Index(fields=["expire_at"], name="live_end"),
            models.Index(fields=["place"], condition=Q(featured=True), name="live_featured"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LiveCount(models.Model):
    """A change of how many rows of LiveListing have a term; the sum of all changes is the number.

    Rows are only added: one counter for everybody would make those who publish wait for each other.
    """

    place = models.CharField(max_length=255)
    term = models.TextField()
    n = models.IntegerField()

    objects = DerivedManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "count of live listings"
        verbose_name_plural = "counts of live listings"
        indexes = [models.Index(fields=["place", "term", "n"], name="live_count")]

    def __str__(self) -> str:
        return f"{self.term}: {self.n}"

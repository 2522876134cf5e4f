"""What is done to the journal by hand: it is kept short, and told of tables that can have no triggers."""

from django.db import transaction

from caching.models import Change

# Each process counts the rows several times a second.
MAX_CHANGES = 2_000


def note_change(table: str) -> None:
    """Note a change for every board, after it was made; for derived tables without triggers."""
    Change.objects.create(source_table=table)


@transaction.atomic
def prune(more_than: int = MAX_CHANGES) -> int:
    """Delete all changes when there are more than this; return how many.

    A change for every board takes their place: a process that has not read what is deleted starts afresh.
    """
    if Change.objects.count() <= more_than:
        return 0
    newest = Change.objects.create(source_table=Change._meta.db_table)
    deleted, _by_model = Change.objects.filter(pk__lt=newest.pk).delete()
    return deleted

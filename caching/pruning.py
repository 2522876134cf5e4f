"""Keep the journal short: each process counts its rows several times a second."""

from django.db import transaction

from caching.models import Change

MAX_CHANGES = 2_000


@transaction.atomic
def prune(more_than: int = MAX_CHANGES) -> int:
    """Delete all changes when there are more than this; return how many.

    A change of every board takes their place: a process that has not read what is deleted starts afresh.
    """
    if Change.objects.count() <= more_than:
        return 0
    newest = Change.objects.create(table_name=Change._meta.db_table)
    deleted, _by_model = Change.objects.filter(pk__lt=newest.pk).delete()
    return deleted

from django_tasks import task

from caching.journal import note_change
from jobs.listings.fulltext.documents import TABLE
from jobs.listings.models.listing import JobPage

from . import index


@task()
def refresh_listings(relation: str, key: int) -> None:
    """Index all listings of a renamed company, category or skill; may be thousands."""
    listings = JobPage.objects.filter(live=True, **{relation: key})
    index.refresh(listings.values_list("pk", flat=True))
    note_change(TABLE)

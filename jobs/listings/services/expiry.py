"""Change when a listing ends: a locked update of the row, never of a revision."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from jobs.listings.models import JobPage
from jobs.listings.services.relist import republish
from payments.ledger import locked


def move_end(*, page: JobPage, end: datetime, user: AbstractBaseUser | None = None) -> None:
    """Give the listing a new end. An expired one stays down until it is published again."""
    with locked(page.pk):
        listing = JobPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        before = listing.expire_at
        store_end(listing, end)
        log(
            instance=listing,
            action="jobs.move_end",
            user=user,
            data={"from": before.isoformat() if before else None, "to": end.isoformat()},
        )


def store_end(listing: JobPage, paid_end: datetime) -> None:
    """Write the end of the paid days; the listing ends then or at its deadline. The caller holds the row's lock."""
    found = listing.set_end(paid_end)
    JobPage.objects.filter(pk=listing.pk).update(**found._asdict())


def lift_missed_deadline(listing: JobPage) -> None:
    """Take away a deadline that is over, so that new days count. The caller holds the row's lock."""
    if listing.apply_by is not None and listing.apply_by <= timezone.now():
        listing.apply_by = None
        JobPage.objects.filter(pk=listing.pk).update(apply_by=None)


def keep_end(page: Page) -> None:
    """Read the end again for a listing that Wagtail saves as a plain Page.

    It may have been renewed meanwhile. Call it in the transaction that saves; `JobPage.save()` has its own.
    """
    with locked(page.pk):
        for end in JobPage.objects.filter(pk=page.pk).values_list("expire_at", flat=True):
            page.expire_at = end


def put_up_if_renewed(page: JobPage) -> None:
    """Publish again a listing that was unpublished while it was being renewed."""
    if page.expired and page.expire_at is not None and page.expire_at > timezone.now():
        republish(page)

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
        JobPage.objects.filter(pk=listing.pk).update(expire_at=end)
        log(
            instance=listing,
            action="jobs.move_end",
            user=user,
            data={"from": before.isoformat() if before else None, "to": end.isoformat()},
        )


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

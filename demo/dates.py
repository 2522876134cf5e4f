"""Move all dates of a listing by the same time, so that they stay consistent with each other.

The services date everything now. A demo listing is some days old: it is made like any other, then its dates
are moved back. When the demo is loaded again weeks later, they are moved forward to the same age.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail.search import index

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from payments.models import CheckoutAttempt, Payment, Receipt

PAGE_DATES = (
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
    "go_live_at",
    "expire_at",
)
LISTING_DATES = ("apply_by", "paid_until")


def move(page: JobPage, by: timedelta) -> None:
    """Move the dates of a listing and of everything that belongs to it; empty dates stay empty."""
    _move(Page.objects.filter(pk=page.pk), by, *PAGE_DATES)
    _move(JobPage.objects.filter(pk=page.pk), by, *LISTING_DATES)
    revisions = Revision.objects.for_instance(page)
    _move(revisions, by, "created_at")
    for revision in revisions:
        _move_inside(revision, by)
    _move(PageLogEntry.objects.filter(page_id=page.pk), by, "timestamp")
    _move(Submission.objects.filter(page_id=page.pk), by, "created_at", "terms_accepted_at", "closed_at")
    payments = Payment.objects.filter(page_id=page.pk)
    _move(payments, by, "created_at", "paid_at")
    _move(Receipt.objects.filter(payment__in=payments), by, "issued_at")
    _move(CheckoutAttempt.objects.filter(payment__in=payments), by, "created_at", "expires_at")
    states = WorkflowState.objects.for_instance(page)
    _move(states, by, "created_at")
    _move(TaskState.objects.filter(workflow_state__in=states), by, "started_at", "finished_at")
    page.refresh_from_db()
    index.insert_or_update_object(page)


def started_at(page: JobPage) -> datetime | None:
    """Return when the listing was published or, if it was not yet, when it was submitted."""
    published: datetime | None = page.first_published_at
    return (
        published or Submission.objects.filter(page_id=page.pk).values_list("created_at", flat=True).first()
    )


def _move_inside(revision: Revision, by: timedelta) -> None:
    """Move the dates in the revision's content: publishing the revision copies them to the page."""
    dated = {name: parse_datetime(revision.content.get(name) or "") for name in (*PAGE_DATES, *LISTING_DATES)}
    moved = {name: (at + by).isoformat() for name, at in dated.items() if at is not None}
    if moved:
        revision.content |= moved
        revision.save(update_fields=["content"])


def _move(rows: QuerySet[Any], by: timedelta, *fields: str) -> None:
    rows.update(**{field: F(field) + by for field in fields})

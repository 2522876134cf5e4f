"""Moves everything that is dated about one listing by the same time, so that what it tells stays true.

The services record that things happen now. The demo's listings were posted days ago: they are made as any
other, then moved back; and when the demo is loaded again weeks later, moved on to where they were.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail.search import index

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from payments.models import CheckoutAttempt, Payment

PAGE_DATES = (
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
    "go_live_at",
    "expire_at",
)


def move(page: JobPage, by: timedelta) -> None:
    """Empty dates stay empty."""
    _move(Page.objects.filter(pk=page.pk), by, *PAGE_DATES)
    revisions = Revision.objects.for_instance(page)
    _move(revisions, by, "created_at")
    for revision in revisions:
        _move_inside(revision, by)
    _move(PageLogEntry.objects.filter(page_id=page.pk), by, "timestamp")
    _move(Submission.objects.filter(page_id=page.pk), by, "created_at", "terms_accepted_at", "closed_at")
    payments = Payment.objects.filter(page_id=page.pk)
    _move(payments, by, "created_at", "paid_at")
    _move(CheckoutAttempt.objects.filter(payment__in=payments), by, "created_at", "expires_at")
    states = WorkflowState.objects.for_instance(page)
    _move(states, by, "created_at")
    _move(TaskState.objects.filter(workflow_state__in=states), by, "started_at", "finished_at")
    page.refresh_from_db()
    index.insert_or_update_object(page)


def started_at(page: JobPage) -> datetime | None:
    """What a demo listing's age is counted from: its publication or, before that, when it was sent."""
    published: datetime | None = page.first_published_at
    return (
        published or Submission.objects.filter(page_id=page.pk).values_list("created_at", flat=True).first()
    )


def _move_inside(revision: Revision, by: timedelta) -> None:
    """A revision published later brings the dates of its own text back to the page."""
    dated = {name: parse_datetime(revision.content.get(name) or "") for name in PAGE_DATES}
    moved = {name: (moment + by).isoformat() for name, moment in dated.items() if moment is not None}
    if moved:
        revision.content |= moved
        revision.save(update_fields=["content"])


def _move(rows: QuerySet[Any], by: timedelta, *fields: str) -> None:
    rows.update(**{field: F(field) + by for field in fields})

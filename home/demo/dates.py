"""Moves everything that is dated about one listing by the same time, so that what it tells stays true.

The services record that things happen now. The demo's listings were posted days ago: they are made as any
other, then moved back; and when the demo is loaded again weeks later, moved on to where they were.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail.search import index

from jobs.models import JobPage, Submission
from jobs.services.desk import last_live_revision
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
    _move(Revision.objects.for_instance(page), by, "created_at")
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


def revive(page: JobPage) -> None:
    """Up again as it last was, once its end has been moved to a time that is still to come."""
    page.live, page.expired, page.live_revision = True, False, last_live_revision(page)
    page.has_unpublished_changes = page.latest_revision_id != page.live_revision_id
    page.save(log_action="wagtail.publish")


def _move(rows: QuerySet[Any], by: timedelta, *fields: str) -> None:
    rows.update(**{field: F(field) + by for field in fields})

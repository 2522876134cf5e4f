"""The stages of a listing in an editor's words, each as a test of one page and as a query over many."""

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState

from jobs.listings.models import JobPage
from jobs.listings.models.queries import JobQuerySet
from payments.models import PaymentTask

EXPIRING_DAYS = 7


class Stage(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("awaiting payment")
    IN_REVIEW = "in_review", _("in review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    DRAFT = "draft", _("draft")
    LIVE = "live", _("live")
    EXPIRING = "expiring", _("ends soon")
    EXPIRED = "expired", _("ended")
    CLOSED = "closed", _("closed")

    def narrow(self, pages: JobQuerySet) -> JobQuerySet:
        match self:
            case Stage.AWAITING_PAYMENT:
                return pages.filter(pk__in=_pages_at_payment())
            case Stage.IN_REVIEW:
                in_progress = _pages_in(WorkflowState.STATUS_IN_PROGRESS)
                return pages.filter(pk__in=in_progress).exclude(pk__in=_pages_at_payment())
            case Stage.CHANGES_REQUESTED:
                return pages.filter(pk__in=_pages_in(WorkflowState.STATUS_NEEDS_CHANGES))
            case Stage.DRAFT:
                active = _pages_in(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
                return pages.filter(first_published_at__isnull=True, live=False).exclude(pk__in=active)
            case Stage.LIVE:
                return pages.live()
            case Stage.EXPIRING:
                return pages.expiring_within(EXPIRING_DAYS)
            case Stage.EXPIRED:
                return pages.closed().filter(submission__closed_at__isnull=True)
            case Stage.CLOSED:
                return pages.closed().filter(submission__closed_at__isnull=False)


def stage_of(page: JobPage) -> Stage:
    """One word for one page; reads `current_workflow_state`, which lists prefetch."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Stage.CHANGES_REQUESTED
    if state is not None:
        waits = state.current_task_state.task.specific_class is PaymentTask
        return Stage.AWAITING_PAYMENT if waits else Stage.IN_REVIEW
    if page.is_readable:
        return Stage.EXPIRING if page.ends_within(EXPIRING_DAYS) else Stage.LIVE
    if not page.is_closed:
        return Stage.DRAFT
    closed = page.submission.closed_at if hasattr(page, "submission") else None
    return Stage.CLOSED if closed else Stage.EXPIRED


def _pages_in(*statuses: str) -> "models.QuerySet[WorkflowState]":
    states = WorkflowState.objects.filter(status__in=statuses, base_content_type__model="page")
    return states.annotate(page_id=Cast("object_id", models.BigIntegerField())).values("page_id")


def _pages_at_payment() -> "models.QuerySet[WorkflowState]":
    return _pages_in(WorkflowState.STATUS_IN_PROGRESS).filter(
        current_task_state__status=TaskState.STATUS_IN_PROGRESS,
        current_task_state__task__in=PaymentTask.objects.values("pk"),
    )

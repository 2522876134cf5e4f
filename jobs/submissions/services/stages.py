"""The stages of a listing: one enum, read from one page in Python and from many pages in SQL.

The manage page, the editors' list, the reminders and the demo all use it. `stage_of` and `with_stage` ask the same
questions in the same order; a test compares them for every stage.
"""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from jobs.listings.models import JobPage
from jobs.listings.models.queries import JobQuerySet
from jobs.submissions.models import Submission
from payments.models import Payment, PaymentTask, Problem
from payments.models.problems import ProblemQuerySet

# When a listing counts as ending soon: for its stage, the reminder and the editors' list.
ENDS_SOON_DAYS = 7


class Stage(models.TextChoices):
    """The labels are for lists; `stage_words` has what employers read on the manage page."""

    DRAFT = "draft", _("draft")
    AWAITING_PAYMENT = "awaiting_payment", _("awaiting payment")
    PAYMENT_PROCESSING = "payment_processing", _("payment is processing")
    IN_REVIEW = "in_review", _("in review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    LIVE_EDIT_IN_REVIEW = "live_edit_in_review", _("live, edit in review")
    EXPIRING = "expiring", _("ends soon")
    EXPIRED = "expired", _("ended")
    CLOSED = "closed", _("closed")
    TAKEN_DOWN = "taken_down", _("taken down")
    DECLINED = "declined", _("declined")
    REFUNDED = "refunded", _("refunded")
    ATTENTION = "attention", _("payment needs attention")

    @property
    def is_over(self) -> bool:
        """The employer can do nothing more: the money went back, or an editor has to act first."""
        return self in (Stage.DECLINED, Stage.REFUNDED, Stage.ATTENTION)


def stage_of(page: JobPage) -> Stage:
    """Derive the stage of one listing, with or without a submission."""
    submission: Submission | None = getattr(page, "submission", None)
    payment = Payment.objects.posting_for(page.pk).first()
    status = payment.status if payment is not None else None
    state = page.current_workflow_state
    if not page.is_readable and blocking_problems(page).exists():
        return Stage.ATTENTION
    if submission is not None and submission.declined_reason and page.first_published_at is None:
        return Stage.DECLINED
    if status == Payment.Status.REFUNDED and not page.is_readable:
        return Stage.REFUNDED
    if page.is_closed:
        return _closed_stage(page, submission)
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Stage.CHANGES_REQUESTED
    if page.is_readable:
        return _live_stage(page, state)
    if status == Payment.Status.CANCELLED:
        return Stage.DECLINED
    if status == Payment.Status.PROCESSING:
        return Stage.PAYMENT_PROCESSING
    if state is not None and not _waits_for_payment(state):
        return Stage.IN_REVIEW
    if status in Payment.UNPAID:
        return Stage.AWAITING_PAYMENT
    if page.approved_schedule:
        return Stage.SCHEDULED
    return Stage.DRAFT if submission is None else Stage.IN_REVIEW


def blocking_problems(page: JobPage) -> ProblemQuerySet:
    """Return the open problems that keep the listing off the board, the most pressing first."""
    problems = Problem.objects.open().filter(payment__page_id=page.pk).most_pressing_first()
    return problems if page.first_published_at is None else _without_disputes(problems)


def _closed_stage(page: JobPage, submission: Submission | None) -> Stage:
    if submission is not None and submission.closed_at is not None:
        return Stage.CLOSED
    return Stage.EXPIRED if page.live or page.expired else Stage.TAKEN_DOWN


def _live_stage(page: JobPage, state: WorkflowState | None) -> Stage:
    if state is not None:
        return Stage.LIVE_EDIT_IN_REVIEW
    return Stage.EXPIRING if page.ends_within(ENDS_SOON_DAYS) else Stage.LIVE


def _waits_for_payment(state: WorkflowState) -> bool:
    current = state.current_task_state
    return current is not None and current.task.specific_class is PaymentTask


def _without_disputes(problems: ProblemQuerySet) -> ProblemQuerySet:
    # A dispute about a listing that was published is the editors' business; the employer's page keeps its stage.
    return problems.exclude(kind=Problem.Kind.DISPUTED)


# --- The same in SQL


def with_stage(pages: JobQuerySet) -> JobQuerySet:
    """Annotate each listing with its `stage`, as `stage_of` derives it."""
    readable = pages.live_q()
    published = Q(first_published_at__isnull=False)
    closed = published & ~readable
    in_progress = in_workflow_q()
    at_payment = Exists(
        _workflows(WorkflowState.STATUS_IN_PROGRESS).filter(
            current_task_state__task__in=PaymentTask.objects.values("pk")
        )
    )
    problems = Problem.objects.open().filter(payment__page_id=OuterRef("pk"))
    ends_soon = pages.expiring_q(ENDS_SOON_DAYS)
    rules = [
        (~readable & (Exists(_without_disputes(problems)) | ~published & Exists(problems)), Stage.ATTENTION),
        (~published & Q(submission__declined_reason__gt=""), Stage.DECLINED),
        (~readable & Q(posting_status=Payment.Status.REFUNDED), Stage.REFUNDED),
        (closed & Q(submission__closed_at__isnull=False), Stage.CLOSED),
        (closed & (Q(live=True) | Q(expired=True)), Stage.EXPIRED),
        (closed, Stage.TAKEN_DOWN),
        (Exists(_workflows(WorkflowState.STATUS_NEEDS_CHANGES)), Stage.CHANGES_REQUESTED),
        (readable & in_progress, Stage.LIVE_EDIT_IN_REVIEW),
        (ends_soon, Stage.EXPIRING),
        (readable, Stage.LIVE),
        (Q(posting_status=Payment.Status.CANCELLED), Stage.DECLINED),
        (Q(posting_status=Payment.Status.PROCESSING), Stage.PAYMENT_PROCESSING),
        (in_progress & ~at_payment, Stage.IN_REVIEW),
        (Q(posting_status__in=Payment.UNPAID), Stage.AWAITING_PAYMENT),
        (Exists(_of_page(Revision).filter(approved_go_live_at__isnull=False)), Stage.SCHEDULED),
        (Q(submission__isnull=False), Stage.IN_REVIEW),
    ]
    whens = [When(condition, then=Value(stage.value)) for condition, stage in rules]
    annotated: JobQuerySet = pages.alias(posting_status=_posting_status()).annotate(
        stage=Case(*whens, default=Value(Stage.DRAFT.value), output_field=models.CharField())
    )
    return annotated


def in_workflow_q() -> Exists:
    """Match listings whose workflow is in progress."""
    return Exists(_workflows(WorkflowState.STATUS_IN_PROGRESS))


def _posting_status() -> Subquery:
    payments = Payment.objects.filter(page_id=OuterRef("pk"), purpose=Payment.Purpose.POSTING)
    return Subquery(payments.order_by("-pk").values("status")[:1])


def _workflows(status: str) -> "models.QuerySet[WorkflowState]":
    return _of_page(WorkflowState).filter(status=status)


def _of_page(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """Return the rows that point to the outer page with Wagtail's generic key."""
    return model._default_manager.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id=Cast(OuterRef("pk"), models.CharField(max_length=255)),
    )

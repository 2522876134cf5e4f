"""Where a submission stands, told from the real workflow, in an employer's words."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeGuard

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.purchases import in_flight, offers
from jobs.submissions.services.stage_words import words
from payments.models import Payment, PaymentTask, Problem

EXPIRING = timedelta(days=7)
# Nothing is left to do for the employer: the money has gone back, or a person is looking into it.
OVER = ("declined", "refunded", "attention")
RENEWAL, UPGRADE = Payment.Purpose.RENEWAL, Payment.Purpose.UPGRADE

StepState = Literal["done", "current", "upcoming", "problem"]


@dataclass(frozen=True)
class Step:
    name: str
    state: StepState
    note: str = ""


@dataclass
class StageView:
    """What the employer's page shows; `key` is one of the stages in `describe`."""

    key: str
    title: str
    explanation: str
    steps: list[Step] = field(default_factory=list)
    comment: str = ""
    payment: Payment | None = None
    can_pay: bool = False
    can_edit: bool = False
    can_close: bool = False
    can_change_plan: bool = False
    can_reopen: bool = False
    can_renew: bool = False
    can_upgrade: bool = False
    note: str = ""
    has_receipts: bool = False


def describe(submission: Submission) -> StageView:
    page = JobPage.objects.select_related("company").get(pk=submission.page_id)
    payment = posting_payment(submission)
    state = page.current_workflow_state
    key = _key(submission, page, payment, state)
    title, explanation = words(key, page=page, payment=payment, problem=_open_problem(page))
    may_buy = key not in OVER
    return StageView(
        key=key,
        title=title,
        explanation=explanation,
        steps=_steps(page, payment, state),
        comment=submission.declined_reason or _comment(state),
        payment=payment,
        # Not while editors who read it first may still refuse it.
        can_pay=_is_open(payment) and payment.amount > 0 and key == "draft_unpaid",
        can_edit=not page.is_closed and key not in OVER,
        can_close=page.live and page.is_readable,
        can_change_plan=_is_open(payment) and key not in OVER,
        can_reopen=key == "closed" and not _time_is_up(page),
        can_renew=may_buy and bool(offers(submission, RENEWAL)),
        can_upgrade=may_buy and bool(offers(submission, UPGRADE)),
        note=_note(submission),
        has_receipts=Payment.objects.filter(page_id=page.pk, amount_paid__gt=0).exists(),
    )


def stage_key(submission: Submission) -> str:
    """Only the key, for lists."""
    page = submission.page
    return _key(submission, page, posting_payment(submission), page.current_workflow_state)


def _key(submission: Submission, page: JobPage, payment: Payment | None, state: WorkflowState | None) -> str:
    if not page.is_readable and _open_problem(page) is not None:
        return "attention"
    if submission.declined_reason and page.first_published_at is None:
        return "declined"
    if payment is not None and payment.status == Payment.Status.REFUNDED and not page.is_readable:
        return "refunded"
    if page.is_closed:
        return _closed_key(submission, page)
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return "changes_requested"
    if page.is_readable:
        return _live_key(page, state)
    if payment is not None and payment.status == Payment.Status.CANCELLED:
        return "declined"
    if payment is not None and payment.status == Payment.Status.PROCESSING:
        return "payment_processing"
    if state is not None and not _waits_for_payment(state):
        return "in_review"
    if payment is not None and payment.is_unpaid:
        return "draft_unpaid"
    return "scheduled" if page.approved_schedule else "in_review"


def _open_problem(page: JobPage) -> Problem | None:
    """The open problem of the listing's payments that its employer is told of."""
    problems = Problem.objects.open().filter(payment__page_id=page.pk)
    if page.first_published_at is not None:
        problems = problems.exclude(kind=Problem.Kind.DISPUTED)
    return problems.most_pressing_first().first()


def _note(submission: Submission) -> str:
    """What is under way beside the stage."""
    if not any(in_flight(submission, purpose) for purpose in (RENEWAL, UPGRADE)):
        return ""
    return _("What you have bought is on its way. It takes effect by itself; you do not need to pay again.")


def _closed_key(submission: Submission, page: JobPage) -> str:
    if submission.closed_at is not None:
        return "closed"
    return "expired" if page.live or page.expired else "taken_down"


def _live_key(page: JobPage, state: WorkflowState | None) -> str:
    if state is not None:
        return "live_edit_in_review"
    if page.expire_at is not None and page.expire_at < timezone.now() + EXPIRING:
        return "expiring"
    return "live"


def _time_is_up(page: JobPage) -> bool:
    return page.expire_at is not None and page.expire_at <= timezone.now()


def _waits_for_payment(state: WorkflowState) -> bool:
    current = state.current_task_state
    return current is not None and current.task.specific_class is PaymentTask


def _is_open(payment: Payment | None) -> TypeGuard[Payment]:
    return payment is not None and payment.status == Payment.Status.OPEN


def _steps(page: JobPage, payment: Payment | None, state: WorkflowState | None) -> list[Step]:
    """Saved, then the workflow's own tasks in their order, then live."""
    live = Step(_("Live"), "done" if page.first_published_at else "upcoming")
    if page.is_closed:
        live = Step(_("Ended") if _time_is_up(page) else _("Closed"), "done")
    tasks = _task_steps(state) if state is not None else _finished_steps(page, payment)
    return [Step(_("Saved"), "done"), *tasks, live]


def _task_steps(state: WorkflowState) -> list[Step]:
    current = state.current_task_state
    names: dict[str, StepState] = {
        TaskState.STATUS_APPROVED: "done",
        TaskState.STATUS_SKIPPED: "done",
        TaskState.STATUS_REJECTED: "problem",
        TaskState.STATUS_IN_PROGRESS: "current",
    }
    steps = []
    for task in state.all_tasks_with_state():
        if not task.active:
            continue
        is_current = current is not None and current.task_id == task.pk
        status = current.status if is_current else getattr(task.task_state, "status", None)
        steps.append(Step(_task_name(task), names.get(status or "", "upcoming")))
    return steps


def _finished_steps(page: JobPage, payment: Payment | None) -> list[Step]:
    """Outside a workflow only the money is still to be told of."""
    if payment is None:
        return []
    return [Step(_("Payment"), "current" if payment.is_unpaid else "done", payment.get_status_display())]


def _task_name(task: object) -> str:
    specific = getattr(task, "specific_class", None)
    return _("Payment") if specific is PaymentTask else str(task)


def _comment(state: WorkflowState | None) -> str:
    """What the editor wrote, while the answer is awaited."""
    if (
        state is None
        or state.status != WorkflowState.STATUS_NEEDS_CHANGES
        or state.current_task_state is None
    ):
        return ""
    return str(state.current_task_state.comment)

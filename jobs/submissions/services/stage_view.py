"""What the manage page shows of a submission: its stage in words, its steps, and the possible actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services.actions import Action, employer_actions, page_with
from jobs.submissions.services.packs import Left
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.purchases import in_flight
from jobs.submissions.services.receipts import of_listing
from jobs.submissions.services.refusals import edit_lock_of
from jobs.submissions.services.rights import sees_receipts
from jobs.submissions.services.stage_words import next_step, words
from jobs.submissions.services.stages import Stage, blocking_problems, stage_of
from payments.models import Payment, PaymentTask

StepState = Literal["done", "current", "upcoming", "problem"]


@dataclass(frozen=True)
class Step:
    """One step from the draft to the board; `note` replaces the usual word for its state."""

    name: str
    state: StepState
    note: str = ""

    @property
    def is_current(self) -> bool:
        return self.state == "current"

    @property
    def label(self) -> str:
        usual = {
            "done": _("Done"),
            "current": _("Now"),
            "upcoming": _("Later"),
            "problem": _("Needs attention"),
        }
        return self.note or usual[self.state]


@dataclass
class StageView:
    key: Stage
    title: str
    explanation: str
    next_step: str = ""
    steps: list[Step] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    comment: str = ""
    payment: Payment | None = None
    note: str = ""
    has_receipts: bool = False


def describe(submission: Submission, packs: Sequence[Left] = ()) -> StageView:
    """Read everything that the manage page shows about the stage. `packs` may pay for the listing."""
    page = page_with(submission)
    payment = posting_payment(submission)
    state = page.current_workflow_state
    stage = stage_of(page)
    title, explanation = words(stage, page=page, payment=payment, problem=blocking_problems(page).first())
    steps = _steps(page, payment, state)
    return StageView(
        key=stage,
        title=title,
        explanation=explanation,
        next_step=next_step(
            stage, payment=payment, is_reviewed_later=any(step.state == "upcoming" for step in steps[:-1])
        ),
        steps=steps,
        actions=employer_actions(page, stage, payment, packs),
        comment=_comment(page, stage, state),
        payment=payment,
        note=_note(submission) or edit_lock_of(page) or _left(stage, packs),
        has_receipts=sees_receipts(submission.person) and of_listing(page.pk).exists(),
    )


def _left(stage: Stage, packs: Sequence[Left]) -> str:
    """Say what is left of the pack that may pay for the listing."""
    return packs[0].words if packs and stage == Stage.AWAITING_PAYMENT else ""


def _note(submission: Submission) -> str:
    """Say that a renewal or an upgrade is paid for and takes effect later."""
    if not any(
        in_flight(submission, purpose) for purpose in (Payment.Purpose.RENEWAL, Payment.Purpose.UPGRADE)
    ):
        return ""
    return _(
        "What you have bought is being processed. It takes effect by itself; you do not need to pay again."
    )


def _steps(page: JobPage, payment: Payment | None, state: WorkflowState | None) -> list[Step]:
    """List: saved, the workflow's own tasks in their order, live."""
    live = Step(_("Live"), "done" if page.first_published_at else "upcoming")
    if page.is_closed:
        has_ended = page.expire_at is not None and page.expire_at <= timezone.now()
        live = Step(_("Ended") if has_ended else _("Closed"), "done")
    tasks = _task_steps(state, payment) if state is not None else _payment_step(payment)
    return [Step(_("Saved"), "done"), *tasks, live]


def _task_steps(state: WorkflowState, payment: Payment | None) -> list[Step]:
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
        if task.specific_class is PaymentTask and payment is not None and not payment.is_unpaid:
            # Whatever the workflow still has to do with it: nothing is left to pay.
            steps += _payment_step(payment)
            continue
        is_current = current is not None and current.task_id == task.pk
        status = current.status if is_current else getattr(task.task_state, "status", None)
        steps.append(Step(_task_name(task), names.get(status or "", "upcoming")))
    return steps


def _payment_step(payment: Payment | None) -> list[Step]:
    """Return the step of the payment, for a listing whose workflow has ended."""
    if payment is None:
        return []
    if payment.amount == 0 and not payment.is_unpaid:
        return [Step(_("Payment"), "done", _("Nothing to pay"))]
    if payment.is_paid_by_credit and not payment.is_unpaid:
        return [Step(_("Payment"), "done", _("Paid from a pack"))]
    if payment.is_discounted_to_nothing and not payment.is_unpaid:
        return [Step(_("Payment"), "done", _("Discounted to nothing"))]
    if payment.is_settled or payment.is_waived:
        return [Step(_("Payment"), "done")]
    return [Step(_("Payment"), "current" if payment.is_unpaid else "done", payment.get_status_display())]


def _task_name(task: object) -> str:
    specific = getattr(task, "specific_class", None)
    return _("Payment") if specific is PaymentTask else str(task)


def _comment(page: JobPage, stage: Stage, state: WorkflowState | None) -> str:
    """Return what the editor wrote when they declined it, took it down, or asked for changes."""
    if page.submission.declined_reason:
        return page.submission.declined_reason
    if stage == Stage.TAKEN_DOWN:
        return page.submission.taken_down_reason
    if (
        state is None
        or state.status != WorkflowState.STATUS_NEEDS_CHANGES
        or state.current_task_state is None
    ):
        return ""
    return str(state.current_task_state.comment)

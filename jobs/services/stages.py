"""Where a submission stands, told from the real workflow, in an employer's words."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from jobs.models import JobPage, Submission
from jobs.services.charging import posting_payment
from payments.models import Payment, PaymentTask

EXPIRING = timedelta(days=7)

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


def describe(submission: Submission) -> StageView:
    page = JobPage.objects.select_related("company").get(pk=submission.page_id)
    payment = posting_payment(submission)
    state = page.current_workflow_state
    key = _key(submission, page, payment, state)
    title, explanation = _words(key, page, payment)
    return StageView(
        key=key,
        title=title,
        explanation=explanation,
        steps=_steps(page, payment, state),
        comment=_comment(state),
        payment=payment,
        can_pay=payment is not None and payment.status == Payment.Status.OPEN and payment.amount > 0,
        can_edit=not page.is_closed and key not in ("declined", "attention"),
        can_close=page.live and page.is_readable,
        can_change_plan=payment is not None and payment.status == Payment.Status.OPEN,
        can_reopen=key == "closed" and page.expire_at is not None and page.expire_at > timezone.now(),
    )


def stage_key(submission: Submission) -> str:
    """Only the key, for lists."""
    page = submission.page
    return _key(submission, page, posting_payment(submission), page.current_workflow_state)


def _key(submission: Submission, page: JobPage, payment: Payment | None, state: WorkflowState | None) -> str:
    if page.is_closed:
        return "closed" if submission.closed_at or not _time_is_up(page) else "expired"
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return "changes_requested"
    if page.is_readable:
        return _live_key(page, state)
    if payment is not None and payment.status == Payment.Status.CANCELLED:
        return "declined"
    if payment is not None and payment.attention:
        return "attention"
    if payment is not None and payment.status == Payment.Status.PROCESSING:
        return "payment_processing"
    if state is not None and not _waits_for_payment(state):
        return "in_review"
    if payment is not None and payment.owes:
        return "draft_unpaid"
    return "scheduled" if page.approved_schedule else "in_review"


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


def _words(key: str, page: JobPage, payment: Payment | None) -> tuple[str, str]:
    until = (
        formats.date_format(timezone.localtime(page.expire_at), "DATETIME_FORMAT") if page.expire_at else ""
    )
    free = payment is not None and payment.amount == 0
    unpaid = (
        _("Open the link in the mail we sent you, and your listing is published.")
        if free
        else _("Check how it looks below. Nobody else sees it until it has been paid for.")
    )
    return {
        "draft_unpaid": (_("Your listing is saved as a draft"), unpaid),
        "payment_processing": (
            _("Your payment is on its way"),
            _(
                "Some ways of paying take a few days. The listing goes on by itself once the money has arrived."
            ),
        ),
        "in_review": (
            _("Your listing is being reviewed"),
            _("An editor reads it before it goes live. You get a mail as soon as there is news."),
        ),
        "changes_requested": (
            _("The editors ask you to change something"),
            _("Read their comment, edit the listing, and it goes back to them by itself."),
        ),
        "scheduled": (
            _("Your listing is scheduled"),
            _("It is approved and goes live by itself at the time the editors chose."),
        ),
        "live": (_("Your listing is live"), _("It stays up until %(until)s.") % {"until": until}),
        "live_edit_in_review": (
            _("Your listing is live, and your edit is being reviewed"),
            _("Readers see the last approved version until an editor has read the new one."),
        ),
        "expiring": (_("Your listing ends soon"), _("It stays up until %(until)s.") % {"until": until}),
        "expired": (
            _("Your listing has ended"),
            _("Its time was up on %(until)s. Readers who follow the link see that it is closed.")
            % {"until": until},
        ),
        "closed": (
            _("You have closed this listing"),
            _("Readers who follow the link see that it is closed. Its time runs out on %(until)s.")
            % {"until": until},
        ),
        "declined": (
            _("This listing was withdrawn"),
            _("Nothing is owed for it. You are welcome to post another one."),
        ),
        "attention": (
            _("Your payment has arrived, and we are looking into something"),
            _("You do not need to pay again. The editors have been told and will finish this by hand."),
        ),
    }[key]


def _steps(page: JobPage, payment: Payment | None, state: WorkflowState | None) -> list[Step]:
    """Saved, then the workflow's own tasks in their order, then live."""
    live = Step(_("Live"), "done" if page.first_published_at else "upcoming")
    if page.is_closed:
        live = Step(_("Closed"), "done")
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
    return [Step(_("Payment"), "current" if payment.owes else "done", payment.get_status_display())]


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

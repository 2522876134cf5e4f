"""What a board takes at this moment: its index, its plans, its workflow."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site, Task, Workflow, WorkflowPage, WorkflowTask

from jobs.listings.models import JobIndexPage, JobPage
from jobs.submissions.models import Plan
from payments.models import PaymentTask

WORKFLOW_NAME = "Paid listing"
PAYMENT_TASK_NAME = "Payment"


class SubmissionRefused(Exception):
    """The board cannot take this now; the message is for the visitor."""


NO_BOARD = _("This board does not take submissions yet.")
NO_PAYMENT_TASK = _(
    "This board cannot take paid listings at the moment. The editors have been told; please try again later."
)
PLAN_WITHDRAWN = _("This plan has been withdrawn meanwhile. Please choose another one.")
NOT_POSSIBLE_NOW = _("This is no longer possible: the listing has moved on meanwhile.")


def lock_index(site: Site) -> JobIndexPage:
    index = JobIndexPage.objects.child_of(site.root_page).live().select_for_update(of=("self",)).first()
    if index is None:
        raise SubmissionRefused(str(NO_BOARD))
    # What was read while waiting for the lock, such as the number of children, is from before it was had.
    index.refresh_from_db()
    return index


def plan_on_sale(site: Site, plan: Plan) -> Plan:
    fresh = Plan.objects.on_sale(site).filter(pk=plan.pk).first()
    if fresh is None:
        raise SubmissionRefused(str(PLAN_WITHDRAWN))
    return fresh


def require_payment_task(index: JobIndexPage, plan: Plan) -> None:
    if plan.is_free or has_payment_task(index):
        return
    raise SubmissionRefused(str(NO_PAYMENT_TASK))


def site_of(page: Page) -> Site:
    site = page.get_site()
    if site is None:
        raise SubmissionRefused(str(NO_BOARD))
    return site


def has_payment_task(index: JobIndexPage) -> bool:
    workflow = index.get_workflow()
    return workflow is not None and workflow.active and _payment_tasks(workflow.pk).exists()


def ensure_workflow(index: JobIndexPage) -> None:
    """Give a new board the default workflow, *Paid listing*: just the payment task. Editors change it as they like."""
    # Its own: what it inherits, such as Wagtail's "Moderators approval" on the root, knows of no payment.
    if WorkflowPage.objects.filter(page=index).exists():
        return
    task = PaymentTask.objects.filter(active=True).first() or PaymentTask.objects.create(
        name=PAYMENT_TASK_NAME
    )
    workflow = Workflow.objects.filter(name=WORKFLOW_NAME, active=True, workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW_NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=index)


def is_reviewed(page: JobPage) -> bool:
    """Whether the board's workflow has a task that people decide on."""
    workflow = page.get_workflow()
    return workflow is not None and _review_tasks(workflow.pk).exists()


def _review_tasks(workflow_id: int) -> "QuerySet[Task]":
    tasks = Task.objects.filter(active=True, workflow_tasks__workflow_id=workflow_id)
    return tasks.exclude(pk__in=PaymentTask.objects.values("pk"))


def _payment_tasks(workflow_id: int) -> "QuerySet[PaymentTask]":
    return PaymentTask.objects.filter(active=True, workflow_tasks__workflow_id=workflow_id)

"""The workflow of a board's listings: give it one, and tell which tasks it has."""

from django.db.models import QuerySet
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask

from jobs.listings.models import JobIndexPage, JobPage
from jobs.submissions.models import Plan
from jobs.submissions.services.refusals import NO_PAYMENT_TASK, NoPaymentTask
from payments.models import PaymentTask

WORKFLOW_NAME = "Paid listing"
PAYMENT_TASK_NAME = "Payment"


def ensure_workflow(index: JobIndexPage) -> None:
    """Give a new board the workflow *Paid listing*, which has only the payment task."""
    # A workflow inherited from the root, such as "Moderators approval", has no payment task.
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


def require_payment_task(index: JobIndexPage, plan: Plan) -> None:
    """Refuse a paid plan on a board whose workflow has no payment task. Raises NoPaymentTask."""
    if plan.is_free or has_payment_task(index):
        return
    raise NoPaymentTask(str(NO_PAYMENT_TASK))


def has_payment_task(index: JobIndexPage) -> bool:
    workflow = index.get_workflow()
    return workflow is not None and workflow.active and _payment_tasks(workflow.pk).exists()


def has_tasks(workflow: Workflow) -> bool:
    """Return whether anything is decided in the workflow. One without tasks publishes as soon as it starts."""
    return Task.objects.filter(active=True, workflow_tasks__workflow=workflow).exists()


def is_reviewed(page: JobPage | JobIndexPage) -> bool:
    """Return whether the board's workflow has a task that an editor decides."""
    workflow = page.get_workflow()
    return workflow is not None and _review_tasks(workflow.pk).exists()


def _review_tasks(workflow_id: int) -> "QuerySet[Task]":
    tasks = Task.objects.filter(active=True, workflow_tasks__workflow_id=workflow_id)
    return tasks.exclude(pk__in=PaymentTask.objects.values("pk"))


def _payment_tasks(workflow_id: int) -> "QuerySet[PaymentTask]":
    return PaymentTask.objects.filter(active=True, workflow_tasks__workflow_id=workflow_id)

"""What a posting payment gives: the workflow of its page goes on."""

from wagtail.models import Page, TaskState

from payments.models import Payment, PaymentTask


class NoWorkflow(Exception):
    """The page has no workflow that could publish it: an editor must give its board one."""


def continue_workflow(*, payment: Payment) -> None:
    """Approve the page's waiting payment task; start a workflow for a draft outside any. Raises NoWorkflow."""
    waiting = TaskState.objects.filter(
        workflow_state__object_id=str(payment.page_id),
        workflow_state__base_content_type__app_label="wagtailcore",
        workflow_state__base_content_type__model="page",
        task__in=PaymentTask.objects.all(),
        status=TaskState.STATUS_IN_PROGRESS,
    ).first()
    if waiting is not None:
        waiting.specific.approve(user=None)
        return
    page = Page.objects.get(pk=payment.page_id).specific
    if page.live or page.approved_schedule or page.current_workflow_state is not None:
        return
    if (workflow := page.get_workflow()) is None:
        raise NoWorkflow
    workflow.start(page, user=None)

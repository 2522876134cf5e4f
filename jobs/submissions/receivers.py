"""React to payments and workflows: queue emails, take back what was refunded, inside the same transaction."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from jobs.listings.models import JobIndexPage, JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import mails, purchases
from jobs.submissions.services.board_workflow import ensure_workflow
from payments.ledger import is_unpaid
from payments.models import Payment, PaymentSettings, PaymentTask, Refund
from payments.signals import (
    payment_awaited,
    payment_refunded,
    payment_reversed,
    payment_settled,
)

# Wagtail would mail every superuser for each anonymous submission, and a requester there never is.
for _signal, _uid in (
    (workflow_submitted, "workflow_state_submitted_email_notification"),
    (workflow_rejected, "workflow_state_rejected_email_notification"),
    (workflow_approved, "workflow_state_approved_email_notification"),
):
    _signal.disconnect(sender=WorkflowState, dispatch_uid=_uid)


def _submission_of(page_id: int | None) -> Submission | None:
    return Submission.objects.filter(page_id=page_id).select_related("page").first() if page_id else None


@receiver(post_save, sender=JobIndexPage)
def give_workflow(
    sender: type[JobIndexPage], instance: JobIndexPage, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if created and not raw:
        ensure_workflow(instance)


@receiver(payment_settled)
def confirm_payment(sender: type[Payment], payment: Payment, **kwargs: Any) -> None:
    submission = _submission_of(payment.page_id)
    if submission is None:
        return
    if payment.amount:
        mails.receipt(submission=submission, payment=payment)
    if payment.amount and payment.purpose == Payment.Purpose.POSTING:
        mails.new_paid_listing(submission=submission, payment=payment)


@receiver(payment_refunded)
def tell_of_refund(sender: type[Payment], payment: Payment, refund: Refund, **kwargs: Any) -> None:
    submission = _submission_of(payment.page_id)
    # The mail of the declining has said it.
    if submission is not None and not (payment.declined_at and refund.reason == submission.declined_reason):
        mails.refunded(submission=submission, refund=refund)


@receiver(payment_reversed)
def take_down(sender: type[Payment], payment: Payment, **kwargs: Any) -> None:
    """All the money went back: what it bought goes too, unless the board says otherwise."""
    if PaymentSettings.for_site(payment.site).full_refund == PaymentSettings.FullRefund.KEEP:
        return
    if payment.purpose != Payment.Purpose.POSTING:
        purchases.revoke_purchase(payment=payment)
        return
    page = JobPage.objects.filter(pk=payment.page_id, live=True).first()
    # An older plan's money is not what the listing is up for: the newest posting payment is.
    if page is not None and is_unpaid(page.pk):
        page.unpublish(user=None)


@receiver(payment_awaited)
def send_pay_link(sender: type[PaymentTask], payment: Payment, task_state: TaskState, **kwargs: Any) -> None:
    """Only when other tasks came first: at the start, the mail with the manage link says it already."""
    if payment.status != Payment.Status.OPEN:
        return  # A debit is on its way already.
    earlier = task_state.workflow_state.task_states.exclude(task__in=PaymentTask.objects.all())
    submission = _submission_of(payment.page_id)
    if submission is not None and earlier.filter(status=TaskState.STATUS_APPROVED).exists():
        mails.pay_link(submission=submission, payment=payment, task_state=task_state)


@receiver(page_published, sender=JobPage)
def tell_that_it_is_live(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    # The signal is also sent for a page that is only scheduled.
    submission = _submission_of(instance.pk)
    if submission is not None and instance.live:
        # Whoever takes it down next, it is not the employer who has closed it.
        Submission.objects.filter(pk=submission.pk).update(closed_at=None, close_reason="")
        mails.live(submission=submission, page=instance)


@receiver(workflow_rejected, sender=WorkflowState)
def send_comment(
    sender: type[WorkflowState], instance: WorkflowState, user: AbstractBaseUser | None, **kwargs: Any
) -> None:
    submission = _submission_of(int(instance.object_id))
    if submission is not None and instance.content_type.model_class() is JobPage:
        mails.changes_requested(submission=submission, task_state=instance.current_task_state)

"""What submissions do when a payment or a workflow changes, inside the same transaction.

They queue emails, give and take back what was bought, take a refunded listing down, and give new boards a workflow.
"""

from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from jobs.listings.models import Company, JobIndexPage, JobPage
from jobs.listings.signals import company_verified
from jobs.submissions.models import Pack, Submission
from jobs.submissions.services import mails, pack_mails, people, proof, purchases
from jobs.submissions.services.board_workflow import ensure_workflow
from jobs.submissions.services.moderation import COMMENT_MISSING, CommentMissing
from jobs.submissions.services.reviewers import OnceNotifier
from payments.ledger import is_unpaid
from payments.models import CreditUse, Payment, PaymentSettings, PaymentTask, Receipt, Refund
from payments.services import credits as pack_credits
from payments.signals import (
    credit_given_back,
    payment_awaited,
    payment_refunded,
    payment_reversed,
    payment_settled,
    receipt_ready,
)

# Wagtail would email every superuser about each submission; it has no requester, as employers have no account.
for _signal, _uid in (
    (workflow_submitted, "workflow_state_submitted_email_notification"),
    (workflow_rejected, "workflow_state_rejected_email_notification"),
    (workflow_approved, "workflow_state_approved_email_notification"),
):
    _signal.disconnect(sender=WorkflowState, dispatch_uid=_uid)

_tell_reviewers = OnceNotifier()
# In the place of Wagtail's, under its name.
task_submitted.disconnect(sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
task_submitted.connect(
    _tell_reviewers, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
)


def _submission_of(page_id: int | None) -> Submission | None:
    return Submission.objects.filter(page_id=page_id).select_related("page").first() if page_id else None


@receiver(company_verified, sender=Company)
def prove_contact(sender: type[Company], company: Company, email: str, **kwargs: Any) -> None:
    """Verifying a company by an emailed link proves the address for its listings too."""
    proof.prove_all_of(company.pk, email)


@receiver(company_verified, sender=Company)
def make_owner(sender: type[Company], company: Company, email: str, **kwargs: Any) -> None:
    """Who verifies a company with an emailed link has claimed it; editors, who use none, have not."""
    if email:
        with suppress(people.PeopleRefused):
            people.claim(company=company, email=email)


@receiver(pre_delete, sender=Company)
def tell_people(sender: type[Company], instance: Company, **kwargs: Any) -> None:
    people.tell_of_deletion(instance)


@receiver(post_save, sender=JobIndexPage)
def give_workflow(
    sender: type[JobIndexPage], instance: JobIndexPage, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Give a new board its workflow; not while a fixture is loaded, which brings its own."""
    if created and not raw:
        ensure_workflow(instance)


@receiver(payment_settled)
def tell_editors(sender: type[Payment], payment: Payment, **kwargs: Any) -> None:
    """Tell the editors of a posting that has been paid for."""
    submission = _submission_of(payment.page_id)
    used = pack_credits.given_for(payment)
    if used is not None:
        pack_mails.used(pack=Pack.objects.get(payment=used.credit.pack_id), payment=payment)
    if submission is None:
        return
    if payment.amount and payment.purpose == Payment.Purpose.POSTING:
        mails.new_paid_listing(submission=submission, payment=payment)


@receiver(receipt_ready)
def send_receipt(sender: type[Receipt], receipt: Receipt, **kwargs: Any) -> None:
    """Email the employer the receipt of a charge or of a refund."""
    submission = _submission_of(receipt.payment.page_id)
    if submission is not None:
        send = mails.refunded if receipt.is_refund else mails.receipt
        send(submission=submission, receipt=receipt)


@receiver(payment_refunded)
def send_pack_refund_email(sender: type[Payment], payment: Payment, refund: Refund, **kwargs: Any) -> None:
    """Email the buyer of a pack about a refund."""
    if (pack := Pack.objects.filter(payment=payment).first()) is not None:
        pack_mails.refunded(pack=pack, refund=refund)


@receiver(credit_given_back)
def send_credit_back_email(sender: type[Payment], payment: Payment, use: CreditUse, **kwargs: Any) -> None:
    """Email the pack's buyer that a credit is theirs again."""
    pack_mails.given_back(pack=Pack.objects.get(payment=use.credit.pack_id), payment=payment)


@receiver(payment_reversed)
def take_down(sender: type[Payment], payment: Payment, **kwargs: Any) -> None:
    """Take back what a fully refunded payment bought, unless the board keeps it."""
    if PaymentSettings.for_site(payment.site).full_refund == PaymentSettings.FullRefund.KEEP:
        return
    if payment.purpose != Payment.Purpose.POSTING:
        purchases.revoke_purchase(payment=payment)
        return
    page = JobPage.objects.filter(pk=payment.page_id, live=True).first()
    # Only the newest posting payment counts: a refund for an earlier plan takes nothing down.
    if page is not None and is_unpaid(page.pk):
        page.unpublish(user=None)


@receiver(payment_awaited)
def send_pay_link(sender: type[PaymentTask], payment: Payment, task_state: TaskState, **kwargs: Any) -> None:
    """Email the pay link when a review came first; otherwise the first email already has it."""
    if payment.status != Payment.Status.OPEN:
        return  # A debit is already processing.
    earlier = task_state.workflow_state.task_states.exclude(task__in=PaymentTask.objects.all())
    submission = _submission_of(payment.page_id)
    if submission is not None and earlier.filter(status=TaskState.STATUS_APPROVED).exists():
        mails.pay_link(submission=submission, payment=payment, task_state=task_state)


@receiver(page_published, sender=JobPage)
def send_live_email(sender: type[JobPage], instance: JobPage, **kwargs: Any) -> None:
    """Forget that the employer had closed the listing, and email them that it is live."""
    # The signal is also sent for a page that is only scheduled.
    submission = _submission_of(instance.pk)
    if submission is not None and instance.live:
        # Otherwise a listing that editors take down later would count as closed by its employer.
        Submission.objects.filter(pk=submission.pk).update(
            closed_at=None, close_reason="", taken_down_reason=""
        )
        mails.live(submission=submission, page=instance)


@receiver(workflow_rejected, sender=WorkflowState)
def send_comment(
    sender: type[WorkflowState], instance: WorkflowState, user: AbstractBaseUser | None, **kwargs: Any
) -> None:
    """Email the employer the comment of an editor who asks for changes. Raises CommentMissing without one."""
    if instance.content_type.model_class() is not JobPage:
        return
    submission = _submission_of(int(instance.object_id))
    if submission is not None:
        if not instance.current_task_state.comment.strip():
            raise CommentMissing(str(COMMENT_MISSING))
        mails.changes_requested(submission=submission, task_state=instance.current_task_state)

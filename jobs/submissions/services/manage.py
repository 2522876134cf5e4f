"""What the employer does from the manage page: change the plan, publish a free listing, close, reopen."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from jobs.listings.models import JobPage
from jobs.listings.services.relist import republish
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services import mails
from jobs.submissions.services.featured import refuse_if_sold_out
from jobs.submissions.services.history import log_by_employer
from jobs.submissions.services.posting_payments import (
    create_posting_payment,
    posting_payment,
    settle_free_if_reviewed,
)
from jobs.submissions.services.proof import prove
from jobs.submissions.services.refusals import (
    NOT_POSSIBLE_NOW,
    SubmissionRefused,
    plan_on_sale,
    refuse_if_locked,
    refuse_if_not_editable,
    site_of,
)
from payments.fulfilment import NotForSale
from payments.ledger import locked
from payments.services.cancellation import NotCancellable, cancel
from payments.services.settlement import settle_free


def change_plan(*, submission: Submission, plan: Plan) -> None:
    """Replace the unpaid payment by one for another plan. Raises SubmissionRefused.

    Close an open payment page of the old plan first (payments.services.checkout.close_checkout).
    """
    with locked(submission.page_id) as payments:
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        page = submission.page
        refuse_if_not_editable(page)
        plan = plan_on_sale(site_of(page), plan)
        refuse_if_sold_out(plan, page_id=page.pk)
        if not payments:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        try:
            cancel(payment=payments[0])
        except NotCancellable as error:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW)) from error
        submission.plan, submission.plan_name = plan, plan.name
        submission.plan_days, submission.plan_featured = plan.days, plan.featured
        submission.save(update_fields=["plan", "plan_name", "plan_days", "plan_featured"])
        JobPage.objects.filter(pk=page.pk).update(days=plan.days)
        draft: JobPage = page.get_latest_revision_as_object()
        if draft.featured != plan.featured:
            draft.featured = plan.featured
            draft.save_revision(clean=False)
        log_by_employer(page, "submissions.change_plan", submission=submission, plan=plan.name)
        payment = create_posting_payment(submission=submission, plan=plan, site=site_of(page))
        if payment.amount == 0:
            mails.draft_saved(submission=submission, payment=payment)
        settle_free_if_reviewed(payment, page)


@transaction.atomic
def publish_free(*, submission: Submission) -> None:
    """Settle a free listing, whose employer has opened the emailed link. Raises SubmissionRefused."""
    prove(submission)
    payment = posting_payment(submission)
    if payment is not None:
        try:
            settle_free(payment=payment)
        except NotForSale as sold_out:
            raise SubmissionRefused(str(sold_out)) from sold_out


def close(*, submission: Submission, reason: str) -> None:
    """Take the listing down; its days go on, and it can be reopened while some are left."""
    with locked(submission.page_id):
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        page = JobPage.objects.get(pk=submission.page_id)
        if not page.live:
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        refuse_if_locked(page)
        # Otherwise approving the edit would publish the listing again.
        state = page.current_workflow_state
        if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
            state.cancel(user=None)
        submission.closed_at, submission.close_reason = timezone.now(), reason
        submission.save(update_fields=["closed_at", "close_reason"])
        page.unpublish(user=None, log_action=False)
        reason_label = submission.get_close_reason_display()
        log_by_employer(page, "submissions.close", submission=submission, reason=str(reason_label))


def reopen(*, submission: Submission) -> None:
    """Publish what was last live. Raises SubmissionRefused when it has ended or its payment was refunded."""
    with locked(submission.page_id) as payments:
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        page = JobPage.objects.get(pk=submission.page_id)
        if (
            submission.closed_at is None
            or any(payment.is_unpaid for payment in payments[:1])
            or page.live
            or page.expire_at is None
            or page.expire_at <= timezone.now()
        ):
            raise SubmissionRefused(str(NOT_POSSIBLE_NOW))
        refuse_if_locked(page)
        log_by_employer(page, "submissions.reopen", submission=submission)
        republish(page)

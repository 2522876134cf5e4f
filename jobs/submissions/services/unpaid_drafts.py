"""Delete unpaid drafts, but never one that may still be paid: old ones, and those that their employer withdraws."""

from jobs.submissions.models import Submission
from jobs.submissions.services.history import log_by_employer
from payments.ledger import locked
from payments.models import Payment
from payments.services.cancellation import NotCancellable, cancel
from payments.services.checkout import close_checkout
from payments.services.refunds import charges_left


def is_unpaid_draft(submission: Submission) -> bool:
    """Whether the listing was never published, nothing has been charged for it, and it can still be paid."""
    if submission.page.first_published_at is not None:
        return False
    return _are_unpaid(list(Payment.objects.posting_for(submission.page_id)))


def delete_unpaid(submission: Submission, *, is_withdrawn: bool = False) -> bool:
    """Delete the draft; return False when it is paid, or about to be. `is_withdrawn`: its employer does this.

    Raises gateway.GatewayError when Stripe does not close the payment page; then nothing is changed.
    """
    payments = list(Payment.objects.posting_for(submission.page_id))
    if not _are_unpaid(payments):
        return False
    # Close the payment page first, so that nobody pays for a deleted draft.
    close_checkout(payment=payments[0])
    with locked(submission.page_id) as fresh:
        submission.page.refresh_from_db()
        if submission.page.first_published_at is not None or not _are_unpaid(fresh):
            return False
        try:
            cancel(payment=fresh[0])
        except NotCancellable:
            return False  # The employer has opened another payment page meanwhile.
        if is_withdrawn:
            log_by_employer(submission.page, "submissions.withdraw", submission=submission)
        submission.page.delete()
        return True


def _are_unpaid(payments: list[Payment]) -> bool:
    """Whether the newest payment is open, and none has a problem or a charge that was not refunded."""
    is_open = bool(payments) and payments[0].status == Payment.Status.OPEN
    return is_open and not any(payment.open_kinds or charges_left(payment) for payment in payments)

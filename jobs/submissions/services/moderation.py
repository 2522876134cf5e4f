"""Decline a listing: end its workflow, refund its payments or give its credit back, and email the reason."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from boards.refusals import Refused
from jobs.listings.models import JobPage
from jobs.submissions.models import Submission
from jobs.submissions.services import mails
from jobs.submissions.services.packs import credits_of
from payments import gateway
from payments.ledger import locked
from payments.models import Payment, Refund
from payments.models.payments import PaymentQuerySet
from payments.permissions import MayNotRefund, may_refund
from payments.services.cancellation import decline as decline_payments
from payments.services.checkout import close_checkout
from payments.services.refunds import charges_left, is_disputed, send_refund

COMMENT_MISSING = _(
    "No changes were requested: write in the comment what the employer should change. They read it in an email."
)


class CommentMissing(Refused):
    """Changes were requested of an employer without saying which."""


class NotDeclinable(Exception):
    """The listing was published or declined before, has no submission, or its debit or dispute is undecided."""


def decline(*, page: JobPage, user: User, reason: str) -> list[Refund]:
    """Decline and return one refund for each charge. Raises NotDeclinable and MayNotRefund.

    The refunds are committed as rows with the rest; if Stripe does not answer now, the sweep asks again. Raises
    GatewayRefused at the end, after every refund was requested, when Stripe refused one.
    """
    _close_payment_page(page)
    refunds = _decline(page=page, user=user, reason=reason)
    refused: gateway.GatewayRefused | None = None
    for refund in refunds:
        try:
            send_refund(refund)
        except gateway.GatewayUnavailable:
            continue
        except gateway.GatewayRefused as error:
            refused = error
        refund.refresh_from_db()
    if refused is not None:
        raise refused
    return refunds


def _close_payment_page(page: JobPage) -> None:
    payment = Payment.objects.posting_for(page.pk).first()
    if payment is not None and payment.status == Payment.Status.OPEN:
        close_checkout(payment=payment)


def _decline(*, page: JobPage, user: User, reason: str) -> list[Refund]:
    with locked(page.pk) as payments:
        page = JobPage.objects.get(pk=page.pk)
        submission = Submission.objects.filter(page=page).select_related("page").first()
        if submission is None or not payments or not is_declinable(page, payments[0]):
            raise NotDeclinable
        if charges_of(page) and not may_refund(user, payments[0]):
            raise MayNotRefund
        if (state := page.current_workflow_state) is not None:
            state.cancel(user=user)
        page.revisions.update(approved_go_live_at=None)
        has_credit = bool(credits_of([page]))
        refunds = decline_payments(page_id=page.pk, user=user, reason=reason)
        submission.declined_reason = reason
        submission.save(update_fields=["declined_reason"])
        log(instance=page, action="submissions.decline", user=user, data={"reason": reason})
        mails.declined(submission=submission, reason=reason, refunds=refunds, has_credit=has_credit)
        return refunds


def charges_of(page: JobPage) -> dict[str, int]:
    """Return what declining the listing gives back: minor units by payment intent."""
    left: dict[str, int] = {}
    for payment in _postings(page):
        left |= charges_left(payment)
    return left


def is_declinable(page: JobPage, payment: Payment) -> bool:
    """Return whether the listing is undecided and its payment can be cancelled or refunded."""
    decided = page.first_published_at is not None or payment.declined_at is not None
    if decided or payment.status in (Payment.Status.CANCELLED, Payment.Status.PROCESSING):
        return False
    return not any(is_disputed(each, intent) for each in _postings(page) for intent in charges_left(each))


def _postings(page: JobPage) -> PaymentQuerySet:
    return Payment.objects.posting_for(page.pk)

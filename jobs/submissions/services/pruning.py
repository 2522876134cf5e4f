"""Delete old unpaid drafts, but not one that may still be paid."""

import logging
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Site

from jobs.submissions.models import PostingSettings, Submission
from payments import gateway
from payments.ledger import locked
from payments.models import Payment
from payments.services.cancellation import NotCancellable, cancel
from payments.services.checkout import close_checkout
from payments.services.refunds import charges_left

logger = logging.getLogger(__name__)


def prune_drafts() -> int:
    """Delete unpaid drafts past their board's time; returns how many went."""
    return sum(_prune_board(site) for site in Site.objects.select_related("root_page"))


def _prune_board(site: Site) -> int:
    keep = timedelta(days=PostingSettings.for_site(site).draft_keep_days)
    stale = Submission.objects.filter(
        page__path__startswith=site.root_page.path,
        page__first_published_at__isnull=True,
        page__latest_revision_created_at__lt=timezone.now() - keep,
    )
    return sum(_prune(submission) for submission in stale.select_related("page"))


def _prune(submission: Submission) -> bool:
    payments = list(Payment.objects.posting_for(submission.page_id))
    if not _are_unpaid(payments):
        return False
    try:
        # Close the payment page first, so that nobody pays for a deleted draft.
        close_checkout(payment=payments[0])
    except gateway.GatewayError:
        logger.warning("Draft %s is kept: its payment page could not be closed", submission.page_id)
        return False
    return _delete_if_still_unpaid(submission)


def _are_unpaid(payments: list[Payment]) -> bool:
    """Whether the newest payment is open, and none has a problem or a charge that was not refunded."""
    is_open = bool(payments) and payments[0].status == Payment.Status.OPEN
    return is_open and not any(payment.open_kinds or charges_left(payment) for payment in payments)


def _delete_if_still_unpaid(submission: Submission) -> bool:
    with locked(submission.page_id) as payments:
        if not _are_unpaid(payments):
            return False
        try:
            cancel(payment=payments[0])
        except NotCancellable:
            return False  # The employer has opened another payment page meanwhile.
        submission.page.delete()
        return True

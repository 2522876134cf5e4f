"""What employers are reminded of, once each: a listing that ends soon, a draft that nobody went on with."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import PostingSettings, Submission
from jobs.submissions.services import mails
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.purchases import offers
from jobs.submissions.services.refusals import site_of
from jobs.submissions.services.stages import stage_key
from payments.models import Payment

logger = logging.getLogger(__name__)

DAYS_AHEAD = 7
# A listing bought for a few days is not told on its first one that it ends soon.
FIRST_DAY = timedelta(days=1)
DRAFT_RESTS = timedelta(days=2)
# When reminders were not sent for long: who left a draft earlier than this has gone elsewhere.
DRAFT_FORGOTTEN = timedelta(days=10)


@dataclass
class Report:
    expiring: int = 0
    drafts: int = 0
    failed: int = 0


def send_reminders() -> Report:
    report = Report()
    for submission in _expiring():
        report.expiring += _guarded(_remind_of_end, submission, report)
    for submission in _resting_drafts():
        report.drafts += _guarded(_remind_of_draft, submission, report)
    return report


def _guarded(remind: Callable[[Submission], bool], submission: Submission, report: Report) -> bool:
    try:
        return remind(submission)
    except Exception:
        # The others go on; this one is tried again by the next run.
        logger.exception("No reminder could be sent for submission %s", submission.pk)
        report.failed += 1
        return False


def _expiring() -> Iterator[Submission]:
    soon = JobPage.objects.expiring_within(DAYS_AHEAD)
    pages = soon.filter(first_published_at__lt=timezone.now() - FIRST_DAY)
    yield from Submission.objects.filter(page__in=pages).select_related("page")


def _remind_of_end(submission: Submission) -> bool:
    page = submission.page
    return page.expire_at is not None and mails.expiring(
        submission=submission,
        page=page,
        end=page.expire_at,
        renewable=bool(offers(submission, Payment.Purpose.RENEWAL)),
    )


def _resting_drafts() -> Iterator[Submission]:
    now = timezone.now()
    yield from Submission.objects.filter(
        page__first_published_at__isnull=True,
        page__latest_revision_created_at__range=(now - DRAFT_FORGOTTEN, now - DRAFT_RESTS),
    ).select_related("page")


def _remind_of_draft(submission: Submission) -> bool:
    payment = posting_payment(submission)
    touched = submission.page.latest_revision_created_at
    if payment is None or touched is None or stage_key(submission) != "draft_unpaid":
        return False
    keep = timedelta(days=PostingSettings.for_site(site_of(submission.page)).draft_keep_days)
    return mails.draft_waits(submission=submission, payment=payment, until=touched + keep)

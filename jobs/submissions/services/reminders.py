"""Remind employers, once each, of a listing or a pack that ends soon and of a draft that they left unpaid."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from jobs.listings.models import JobPage
from jobs.submissions.models import Pack, PostingSettings, Submission
from jobs.submissions.services import mails, pack_mails
from jobs.submissions.services.actions import ActionKey, may
from jobs.submissions.services.posting_payments import posting_payment
from jobs.submissions.services.refusals import site_of
from jobs.submissions.services.stages import ENDS_SOON_DAYS, Stage, stage_of
from payments.models import Credit

Row = TypeVar("Row", Submission, Pack)

logger = logging.getLogger(__name__)

# A listing of a few days is not reminded on its first day.
FIRST_DAY = timedelta(days=1)
# How long before its end a pack is reminded of.
PACK_ENDS_SOON = timedelta(days=14)
DRAFT_REMINDED_AFTER = timedelta(days=2)
# Older drafts get no reminder: reminders were switched off meanwhile, and the employer has gone elsewhere.
DRAFT_TOO_OLD = timedelta(days=10)


@dataclass
class ReminderCounts:
    expiring: int = 0
    drafts: int = 0
    packs: int = 0
    failed: int = 0


def send_reminders() -> ReminderCounts:
    """Queue the reminders that are due; safe to run at any time and twice at once."""
    counts = ReminderCounts()
    for submission in _expiring():
        counts.expiring += _guarded(_remind_of_end, submission, counts)
    for submission in _drafts_to_remind():
        counts.drafts += _guarded(_remind_of_draft, submission, counts)
    for pack in _packs_to_remind():
        counts.packs += _guarded(_remind_of_pack, pack, counts)
    return counts


def _guarded(remind: Callable[[Row], bool], row: Row, counts: ReminderCounts) -> bool:
    try:
        return remind(row)
    except Exception:
        # One failure must not stop the others; the next run tries this one again.
        logger.exception("No reminder could be sent for %s %s", row._meta.model_name, row.pk)
        counts.failed += 1
        return False


def _expiring() -> Iterator[Submission]:
    soon = JobPage.objects.expiring_within(ENDS_SOON_DAYS)
    pages = soon.filter(first_published_at__lt=timezone.now() - FIRST_DAY)
    yield from Submission.objects.filter(page__in=pages).select_related("page")


def _remind_of_end(submission: Submission) -> bool:
    page = submission.page
    return page.expire_at is not None and mails.expiring(
        submission=submission,
        page=page,
        end=page.expire_at,
        renewable=may(submission, ActionKey.RENEW),
    )


def _drafts_to_remind() -> Iterator[Submission]:
    now = timezone.now()
    yield from Submission.objects.filter(
        page__first_published_at__isnull=True,
        page__latest_revision_created_at__range=(now - DRAFT_TOO_OLD, now - DRAFT_REMINDED_AFTER),
    ).select_related("page")


def _remind_of_draft(submission: Submission) -> bool:
    payment = posting_payment(submission)
    touched = submission.page.latest_revision_created_at
    if payment is None or touched is None or stage_of(submission.page) != Stage.AWAITING_PAYMENT:
        return False
    keep = timedelta(days=PostingSettings.for_site(site_of(submission.page)).draft_keep_days)
    return mails.draft_waits(submission=submission, payment=payment, until=touched + keep)


def _packs_to_remind() -> Iterator[Pack]:
    soon = Credit.objects.usable().filter(valid_until__lt=timezone.now() + PACK_ENDS_SOON)
    packs = Pack.objects.filter(payment__in=soon.order_by().values("pack"))
    yield from packs.exclude(payment__payer_email="").select_related("payment", "site")


def _remind_of_pack(pack: Pack) -> bool:
    """Tell of the credits that end first; one that an editor gave later may end on another day."""
    usable = Credit.objects.usable().filter(pack=pack.payment)
    first = usable.first()
    if first is None:
        return False
    ending = usable.filter(valid_until__lt=timezone.now() + PACK_ENDS_SOON).count()
    return pack_mails.ends_soon(pack=pack, end=first.valid_until, left=ending)

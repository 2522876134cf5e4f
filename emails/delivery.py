"""Send the emails in the queue, each by one process at a time.

post_office selects without locking, so two runs at once would send an email twice. Here a run first leases
an email: one conditional update moves its `scheduled_time` ahead. When a run dies while it sends, the lease
ends and the next run tries the email again.
"""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from post_office.mail import get_queued
from post_office.models import STATUS, Email, Log

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
FIRST_RETRY_DELAY = timedelta(minutes=1)
MAX_RETRY_DELAY = timedelta(hours=1)
# With the delays above, an email is given up when the mail server has been down for about five days.
MAX_RETRIES = 120


def deliver_due() -> tuple[int, int]:
    """Send every email that is due; return how many were sent and how many failed for now."""
    sent = failed = 0
    while batch := list(get_queued()):
        leased = [email for email in batch if _lease(email)]
        if not leased:
            break
        for email in leased:
            if _send(email):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _lease(email: Email) -> bool:
    now = timezone.now()
    due = Q(scheduled_time__isnull=True) | Q(scheduled_time__lte=now)
    waiting = Email.objects.filter(due, pk=email.pk, status__in=[STATUS.queued, STATUS.requeued])
    return waiting.update(scheduled_time=now + LEASE) == 1


def _send(email: Email) -> bool:
    try:
        email.dispatch(commit=False)
    except Exception as error:  # noqa: BLE001 - a mail server fails in more ways than can be named
        _put_off(email, error)
        return False
    Email.objects.filter(pk=email.pk).update(status=STATUS.sent, last_updated=timezone.now())
    return True


def _put_off(email: Email, error: Exception) -> None:
    retries = (email.number_of_retries or 0) + 1
    delay = min(FIRST_RETRY_DELAY * 2 ** min(retries - 1, 6), MAX_RETRY_DELAY)
    given_up = retries > MAX_RETRIES
    kept = Email.objects.filter(pk=email.pk).update(
        status=STATUS.failed if given_up else STATUS.requeued,
        number_of_retries=retries,
        scheduled_time=timezone.now() + delay,
        last_updated=timezone.now(),
    )
    if not kept:
        # It was withdrawn while it was being sent.
        return
    Log.objects.create(
        email=email, status=STATUS.failed, message=str(error), exception_type=type(error).__name__
    )
    logger.log(
        logging.ERROR if given_up else logging.WARNING,
        "Email %s was not sent (%s); %s",
        email.pk,
        type(error).__name__,
        "given up" if given_up else f"next try in {delay}",
    )

"""Send the emails in the queue, each by one process at a time.

post_office selects without locking, so two runs at once would send an email twice. Here a run leases each email
just before it sends it: one conditional update moves its `scheduled_time` ahead. When a run dies while it sends,
the lease ends and a later run tries the email again.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from post_office.models import STATUS, Email, Log

logger = logging.getLogger(__name__)

# Longer than the slowest delivery of one email: a dozen steps of EMAIL_TIMEOUT seconds.
LEASE = timedelta(minutes=10)
FIRST_RETRY_DELAY = timedelta(minutes=1)
MAX_RETRY_DELAY = timedelta(hours=1)
# With the delays above, an email is given up when the mail server has been down for about five days.
MAX_RETRIES = 120
# How long one run goes on to the next email; a later run sends the rest.
RUN_SECONDS = 50.0
# A server that refuses one email may take the next.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
# How long the workers of tasks leave a server alone that did not answer; the scheduled run goes on trying.
AVOID_SECONDS = 60.0
WAITING = (STATUS.queued, STATUS.requeued)

_avoid_until = 0.0


def deliver_due(
    *, seconds: float = RUN_SECONDS, is_stopped: Callable[[], bool] = lambda: False
) -> tuple[int, int]:
    """Send the emails that are due now, one after the other; return how many were sent and how many failed.

    The run ends when the server does not answer: each other email would wait for the same time-out. What becomes
    due meanwhile is left for the next run, so that a run always ends.
    """
    global _avoid_until
    sent = failed = 0
    ends = time.monotonic() + seconds
    for pk in list(due().values_list("pk", flat=True)):
        if is_stopped() or time.monotonic() >= ends:
            break
        if not _lease(pk):
            continue
        email = Email.objects.prefetch_related("attachments").filter(pk=pk).first()
        if email is None:
            # It was withdrawn just now.
            continue
        error = _send(email)
        if error is None:
            sent += 1
            continue
        failed += 1
        if _is_silence(error):
            _avoid_until = time.monotonic() + AVOID_SECONDS
            break
    return sent, failed


def deliver_unless_silent() -> None:
    """Send the emails that are due, unless the server did not answer a moment ago."""
    if time.monotonic() >= _avoid_until:
        deliver_due()


def due() -> QuerySet[Email]:
    """Emails to be sent now, the most pressing and the oldest first."""
    now = timezone.now()
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return Email.objects.filter(lasting, _due_at(now), status__in=WAITING).order_by(
        "-priority", "created", "pk"
    )


def unsent() -> QuerySet[Email]:
    """Emails that wait, whether they were tried already or not; the oldest first."""
    return Email.objects.filter(status__in=WAITING).order_by("created", "pk")


def _due_at(now: datetime) -> Q:
    return Q(scheduled_time=None) | Q(scheduled_time__lte=now)


def _lease(pk: int) -> bool:
    now = timezone.now()
    waiting = Email.objects.filter(_due_at(now), pk=pk, status__in=WAITING)
    return waiting.update(scheduled_time=now + LEASE) == 1


def _send(email: Email) -> Exception | None:
    try:
        email.dispatch(commit=False)
    except Exception as error:  # noqa: BLE001 - a mail server fails in more ways than can be named
        _put_off(email, error)
        return error
    Email.objects.filter(pk=email.pk).update(status=STATUS.sent, last_updated=timezone.now())
    return None


def _is_silence(error: Exception) -> bool:
    """Return whether the server could not be talked to, and would fail for the next email too."""
    has_answered = getattr(error, "response", None) is not None
    return isinstance(error, OSError) and not isinstance(error, REFUSALS) and not has_answered


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

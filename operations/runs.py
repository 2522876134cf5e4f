"""Run one scheduled job: once at a time, within its time, and leaving a row that tells how it went."""

import logging
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from types import FrameType

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q
from django.utils import timezone

from operations.jobs import Job
from operations.models import ScheduledJob

logger = logging.getLogger(__name__)

# How long after its budget a run counts as dead, and the job may be run again.
GRACE = timedelta(seconds=30)


class Outcome(Enum):
    DONE = "done"
    FOUND = "found something that needs attention"
    FAILED = "failed"
    NOT_DUE = "not due yet"
    RUNNING = "still running"


class RunEnded(BaseException):
    """A run is over before its work is done. Not an Exception: jobs go on to the next item after those."""


class OverBudget(RunEnded):
    pass


class Stopped(RunEnded):
    pass


def run(job: Job, *, only_if_due: bool = False, key: uuid.UUID | None = None) -> Outcome:
    """Run the job now, unless it is running, here or elsewhere. Raises Stopped when told to stop.

    Whoever may have to kill it gives the key, to release the job afterwards.
    """
    key = key or uuid.uuid4()
    if (refused := _claim(job, key, only_if_due=only_if_due)) is not None:
        return refused
    error = ""
    outcome = Outcome.FAILED
    try:
        with _limited(job.budget):
            call_command(job.command, *job.arguments)
        outcome = Outcome.DONE
    except SystemExit as ended:
        outcome, error = _meaning_of(job, ended)
    except OverBudget:
        error = f"over its time of {job.budget}"
        logger.error("The scheduled job %s was %s.", job.command, error)
    except Stopped:
        error = "stopped"
        raise
    except Exception as failure:
        # As with cron: the job is run again next time, and the others go on.
        error = type(failure).__name__
        logger.exception("The scheduled job %s failed.", job.command)
    finally:
        _finish(job, key, outcome, error)
    return outcome


def release(key: uuid.UUID) -> None:
    """Let the job be run again, whose run of this key was killed."""
    killed = ScheduledJob.objects.filter(run=key, running_until__isnull=False)
    killed.update(running_until=None, finished_at=timezone.now(), error="killed")


def _meaning_of(job: Job, ended: SystemExit) -> tuple[Outcome, str]:
    if not ended.code:
        return Outcome.DONE, ""
    error = f"exit status {ended.code}"[:200]
    logger.warning("The scheduled job %s found something that needs attention (%s).", job.command, error)
    if ended.code == 1 and job.finds:
        return Outcome.FOUND, error
    return Outcome.FAILED, error


def _claim(job: Job, key: uuid.UUID, *, only_if_due: bool) -> Outcome | None:
    now = timezone.now()
    row, _ = ScheduledJob.objects.get_or_create(name=job.command)
    if only_if_due and row.started_at is not None and row.started_at > now - job.pace:
        return Outcome.NOT_DUE
    free = Q(running_until=None) | Q(running_until__lt=now)
    # Of two runs that begin at the same time, the second finds another start than it has read.
    claimed = ScheduledJob.objects.filter(free, pk=row.pk, started_at=row.started_at).update(
        run=key, started_at=now, running_until=now + job.budget + GRACE
    )
    return None if claimed else Outcome.RUNNING


def _finish(job: Job, key: uuid.UUID, outcome: Outcome, error: str) -> None:
    now = timezone.now()
    changes = {"finished_at": now, "running_until": None, "error": error}
    if outcome in (Outcome.DONE, Outcome.FOUND):
        changes["succeeded_at"] = now

    def write() -> None:
        # Unless another run has taken over since.
        ScheduledJob.objects.filter(name=job.command, run=key).update(**changes)

    _twice(write)


def _twice(write: Callable[[], None]) -> None:
    """Write with a new connection when the job has left a broken one."""
    try:
        write()
    except (DatabaseError, InterfaceError):
        connection.close()
        try:
            write()
        except (DatabaseError, InterfaceError):
            logger.exception("It could not be noted how a scheduled job ended")


@contextmanager
def _limited(budget: timedelta) -> Iterator[None]:
    """Raise OverBudget in the block when the time is over. Only the main thread can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise OverBudget

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, budget.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

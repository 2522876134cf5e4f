"""Whether the whole site does its work: asked by `/status` and `check_operations`, for an alarm."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from emails.delivery import unsent
from operations import host
from operations.jobs import Job, all_jobs, uses_workers
from operations.models import ScheduledJob
from operations.results import Check, Result, lag, seconds_since
from payments.models import CheckoutAttempt, Payment, Problem

MAX_EMAIL_AGE = timedelta(minutes=30)
# How long an email that was given up is reported.
GIVEN_UP_FOR = timedelta(days=1)
MAX_TASK_AGE = timedelta(minutes=10)
# The row that `manage.py backup` leaves.
BACKUP = "backup"
# Checked by a job that runs every five minutes.
MAX_PAYMENT_LAG = timedelta(minutes=30)
# Some job runs every minute.
MAX_SCHEDULER_LAG = timedelta(minutes=10)


def mail() -> Result:
    """Find emails that are not sent, counted from when they were queued: each failure makes them due later."""
    waiting = unsent()
    oldest = waiting.values_list("created", flat=True).first()
    found = lag(waiting.count(), oldest, MAX_EMAIL_AGE)
    given_up = Email.objects.filter(
        status=STATUS.failed, last_updated__gte=timezone.now() - GIVEN_UP_FOR
    ).count()
    return {**found, "ok": bool(found["ok"]) and given_up == 0, "given_up": given_up}


def tasks() -> Result:
    """Find tasks that no worker takes."""
    if not uses_workers():
        return {"ok": True, "detail": "run at once, without workers"}
    ready = DBTaskResult.objects.ready()
    oldest = ready.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return lag(ready.count(), oldest, MAX_TASK_AGE)


def scheduler() -> Result:
    """Find out whether anybody runs scheduled jobs at all."""
    last = ScheduledJob.objects.exclude(started_at=None).order_by("-started_at").first()
    seconds = seconds_since(last.started_at if last else _since())
    return {"ok": seconds <= MAX_SCHEDULER_LAG.total_seconds(), "last_start_seconds": seconds}


def job(each: Job) -> Result:
    """Find a job whose last success is too long ago."""
    row = ScheduledJob.objects.filter(name=each.command).first()
    succeeded = row.succeeded_at if row else None
    seconds = seconds_since(succeeded or _since())
    result: Result = {"ok": seconds <= each.late_after.total_seconds()}
    if succeeded is None:
        result["detail"] = "has not been done yet"
    else:
        result["last_success_seconds"] = seconds
    if row is not None and row.error:
        result["last_error"] = row.error
    return result


def payments() -> Result:
    """Count payments with a problem that an editor has to decide."""
    oldest = Problem.objects.open().order_by("opened_at").values_list("opened_at", flat=True).first()
    count = Payment.objects.needing_attention().count()
    return {"ok": count == 0, "needing_attention": count, "oldest_seconds": seconds_since(oldest)}


def checkouts() -> Result:
    """Find payment pages past their end whose result neither a webhook nor the sweep has brought."""
    now = timezone.now()
    overdue = CheckoutAttempt.objects.filter(
        Q(status=CheckoutAttempt.Status.OPEN, expires_at__lt=now)
        | Q(status=CheckoutAttempt.Status.CREATING, created_at__lt=now - MAX_PAYMENT_LAG)
    )
    oldest = overdue.order_by("created_at").values_list("expires_at", "created_at").first()
    return lag(overdue.count(), (oldest[0] or oldest[1]) if oldest else None, MAX_PAYMENT_LAG)


def backup() -> Result:
    """Find a site whose last backup is too old, where the settings say how old one may be."""
    if not settings.BACKUP_MAX_AGE_HOURS:
        return {"ok": True, "detail": "BACKUP_MAX_AGE_HOURS is not set"}
    row = ScheduledJob.objects.filter(name=BACKUP).first()
    if row is None or row.succeeded_at is None:
        seconds = seconds_since(_since())
        return {"ok": seconds <= settings.BACKUP_MAX_AGE_HOURS * 3600, "detail": "has not been done yet"}
    seconds = seconds_since(row.succeeded_at)
    return {"ok": seconds <= settings.BACKUP_MAX_AGE_HOURS * 3600, "last_success_seconds": seconds}


def checks() -> dict[str, Check]:
    """Every check by its name; those of scheduled jobs begin with `job:`."""
    of_jobs: dict[str, Check] = {f"job:{each.command}": _job_check(each) for each in all_jobs()}
    return {
        "database": host.database,
        "disk": host.disk,
        "cache": host.shared_cache,
        "mail": mail,
        "tasks": tasks,
        "payments": payments,
        "checkouts": checkouts,
        "scheduler": scheduler,
        "backup": backup,
        **of_jobs,
    }


def _job_check(each: Job) -> Check:
    return lambda: job(each)


def _since() -> datetime | None:
    """Return when this site could begin to run jobs: a new one has not run the nightly ones."""
    migration = MigrationRecorder.Migration.objects.filter(app="operations").order_by("applied").first()
    return migration.applied if migration else None

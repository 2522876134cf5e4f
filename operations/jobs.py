"""The scheduled jobs: which command runs how often, and how long it may take."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.management import get_commands

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Job:
    command: str
    every: timedelta
    budget: timedelta = 10 * MINUTE
    arguments: tuple[str, ...] = ()
    finds: bool = False
    """Exit status 1 means that it did its work and found something that `check_operations` reports too."""

    @property
    def poll(self) -> timedelta:
        """How often a scheduler looks whether it is due: another one may have run it, or failed to."""
        return min(self.every, MINUTE)

    @property
    def pace(self) -> timedelta:
        """How long after its last start it is due again; a little less than `every`, as clocks tick unevenly."""
        return self.every - self.poll / 2

    @property
    def late_after(self) -> timedelta:
        """How long after its last success something is wrong."""
        return self.every + max(self.every / 2, 10 * MINUTE) + self.budget


JOBS = (
    Job("send_queued_mail", 5 * SECOND, budget=2 * MINUTE, finds=True),
    Job("send_links", 10 * SECOND, budget=2 * MINUTE),
    Job("publish_scheduled", MINUTE, budget=5 * MINUTE),
    Job("reconcile_payments", 5 * MINUTE, finds=True),
    Job("prune_changes", 5 * MINUTE),
    Job("send_reminders", HOUR),
    Job("send_alerts", HOUR, budget=30 * MINUTE),
    Job("recount_listings", HOUR),
    Job("repair_listings", DAY, budget=30 * MINUTE),
    Job("prune_drafts", DAY, budget=30 * MINUTE),
    Job("clearsessions", DAY),
    Job("mask_mail", DAY, budget=30 * MINUTE),
    Job("forget_personal_data", DAY, budget=30 * MINUTE),
    Job("cleanup_mail", DAY, arguments=("--days", "180")),
)
# Only with database workers.
PRUNE_TASKS = Job("prune_db_task_results", DAY)


def uses_workers() -> bool:
    backend: str = settings.TASKS["default"]["BACKEND"]
    return backend == "django_tasks_db.DatabaseBackend"


def all_jobs() -> list[Job]:
    """Return the jobs whose commands are installed."""
    known = get_commands()
    jobs = [job for job in JOBS if job.command in known]
    return [*jobs, PRUNE_TASKS] if uses_workers() else jobs


def job_named(name: str) -> Job:
    """Raise LookupError when there is none."""
    for job in all_jobs():
        if job.command == name:
            return job
    raise LookupError(name)

"""Run the scheduled jobs in one process: for `make run`, and where there is no cron."""

import logging
import signal
import threading
import time
from dataclasses import dataclass
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import close_old_connections

logger = logging.getLogger("schedule")


@dataclass
class Job:
    command: str
    every_seconds: int
    arguments: tuple[str, ...] = ()
    due: float = 0


MINUTE, HOUR, DAY = 60, 3600, 86_400
JOBS = [
    Job("send_queued_mail", 5),
    Job("send_links", 10),
    Job("publish_scheduled", MINUTE),
    Job("reconcile_payments", 5 * MINUTE),
    Job("send_reminders", HOUR),
    Job("send_alerts", HOUR),
    Job("prune_drafts", DAY),
    Job("clearsessions", DAY),
    Job("mask_mail", DAY),
    Job("cleanup_mail", DAY, ("--days", "180")),
]


def main() -> None:
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    django.setup()
    jobs = [job for job in JOBS if job.command in get_commands()]
    if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
        jobs.append(Job("prune_db_task_results", DAY))
    while not ended.wait(1):
        for job in jobs:
            if not ended.is_set() and time.monotonic() >= job.due:
                run(job)


def run(job: Job) -> None:
    close_old_connections()
    try:
        call_command(job.command, *job.arguments)
    except SystemExit:
        # Commands end like this when something needs attention; they have printed what.
        logger.warning("The scheduled job %s found something that needs attention.", job.command)
    except Exception:
        # As with cron: the job is run again next time, and the others go on.
        logger.exception("The scheduled job %s failed.", job.command)
    job.due = time.monotonic() + job.every_seconds


if __name__ == "__main__":
    main()

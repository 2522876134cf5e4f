"""In development, what cron does in production: the scheduled jobs, one after the other, in one process."""

import logging
import signal
import threading
import time
from dataclasses import dataclass
from types import FrameType

import django
from django.core.management import call_command, get_commands
from django.db import close_old_connections

logger = logging.getLogger("schedule")


@dataclass
class Job:
    command: str
    every_seconds: int
    due: float = 0


JOBS = [
    Job("send_queued_mail", 5),
    Job("publish_scheduled", 60),
    Job("reconcile_payments", 60),
    Job("send_reminders", 600),
    Job("send_alerts", 600),
    Job("prune_drafts", 3600),
]


def main() -> None:
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    django.setup()
    jobs = [job for job in JOBS if job.command in get_commands()]
    while not ended.wait(1):
        for job in jobs:
            if not ended.is_set() and time.monotonic() >= job.due:
                run(job)


def run(job: Job) -> None:
    close_old_connections()
    try:
        call_command(job.command)
    except Exception:
        # As with cron, one failing job stops neither itself nor the others for good.
        logger.exception("The scheduled job %s failed.", job.command)
    job.due = time.monotonic() + job.every_seconds


if __name__ == "__main__":
    main()

import signal
from typing import Any

from django.core.management.base import BaseCommand

from operations.jobs import all_jobs
from operations.scheduler import Scheduler


class Command(BaseCommand):
    help = "Runs the scheduled jobs until it is told to end, where there is no cron. Several at once run each job once."
    # Checks ask the database, which may be away just now.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        scheduler = Scheduler(all_jobs())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, scheduler.end)
        scheduler.serve()

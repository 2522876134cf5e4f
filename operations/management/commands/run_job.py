import signal
import sys
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.jobs import all_jobs, job_named
from operations.runs import Outcome, Stopped, run


class Command(BaseCommand):
    help = (
        "Runs one scheduled job, for cron: once at a time, within its time, and noted for check_operations. Exits with "
        "1 when it found something that needs attention, with 2 when it failed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", choices=[job.command for job in all_jobs()])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = job_named(options["job"])
        except LookupError as unknown:
            raise CommandError(f"There is no job {unknown}.") from unknown
        before = signal.signal(signal.SIGTERM, _stop)
        try:
            outcome = run(job)
        except Stopped:
            sys.exit(2)
        finally:
            signal.signal(signal.SIGTERM, before)
        if outcome is Outcome.RUNNING:
            self.stdout.write(f"{job.command} is {outcome.value}.")
        if outcome is Outcome.FAILED:
            sys.exit(2)
        if outcome is Outcome.FOUND:
            sys.exit(1)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped

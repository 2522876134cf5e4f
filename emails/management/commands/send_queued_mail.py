import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.timesince import timesince

from emails.delivery import RUN_SECONDS, deliver_due, unsent


class Command(BaseCommand):
    """Replace post_office's command of the same name, which may send an email twice."""

    help = (
        "Sends the emails that are due. Safe to run at any time and twice at once. Exits with 1 when an email could "
        "not be sent, now or at its last try."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=RUN_SECONDS, help="How long to go on to the next email."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            # The email that is being sent is sent to its end: nobody would know whether it arrived.
            stopped.set()

        in_main_thread = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGTERM, stop) if in_main_thread else None
        try:
            sent, failed = deliver_due(seconds=options["seconds"], is_stopped=stopped.is_set)
        finally:
            if in_main_thread:
                signal.signal(signal.SIGTERM, before)
        if sent or failed:
            self.stdout.write(f"{sent} sent, {failed} to be tried again.")
        put_off = unsent().filter(number_of_retries__gt=0)
        if (oldest := put_off.first()) is not None:
            age = timesince(oldest.created, timezone.now()).replace("\N{NO-BREAK SPACE}", " ")
            self.stdout.write(f"{put_off.count()} wait for their next try, the oldest since {age}.")
        if failed or oldest is not None:
            sys.exit(1)

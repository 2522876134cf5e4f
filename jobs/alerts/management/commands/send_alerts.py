import sys
from typing import Any

from django.core.management.base import BaseCommand

from jobs.alerts.runs import send_due
from jobs.alerts.services import prune


class Command(BaseCommand):
    help = (
        "Mails readers what is new for the alerts that are due, and forgets those never confirmed or long ended. "
        "Safe to run at any time and twice at once. Exits with 1 when an alert could not be sent."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_due()
        self.stdout.write(
            f"{report.sent} alerts sent, {report.nothing_new} with nothing new, {report.taken} taken by another run, "
            f"{report.failed} failed; {prune()} unconfirmed or ended ones removed."
        )
        if report.failed:
            sys.exit(1)

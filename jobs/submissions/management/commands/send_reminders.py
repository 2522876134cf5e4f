import sys
from typing import Any

from django.core.management.base import BaseCommand

from jobs.submissions.services.reminders import send_reminders


class Command(BaseCommand):
    help = (
        "Reminds employers, once each, of listings that end within a week and of drafts left unpaid for two days. "
        "Safe to run at any time and twice at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_reminders()
        self.stdout.write(
            f"Reminded of {report.expiring} ending listings and {report.drafts} drafts; {report.failed} failed."
        )
        if report.failed:
            sys.exit(1)

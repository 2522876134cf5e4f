import sys
from typing import Any

from django.core.management.base import BaseCommand

from jobs.submissions.services.reminders import DRAFT_REMINDED_AFTER, PACK_ENDS_SOON, send_reminders
from jobs.submissions.services.stages import ENDS_SOON_DAYS


class Command(BaseCommand):
    help = (
        f"Reminds employers, once each, of listings that end within {ENDS_SOON_DAYS} days, of packs that end within "
        f"{PACK_ENDS_SOON.days} days and of drafts left unpaid for {DRAFT_REMINDED_AFTER.days} days. Safe to run at "
        "any time and twice at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = send_reminders()
        self.stdout.write(
            f"Reminded of {counts.expiring} ending listings, {counts.packs} ending packs and {counts.drafts} drafts; "
            f"{counts.failed} failed."
        )
        if counts.failed:
            sys.exit(1)

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from jobs.submissions.logos import prune_pending_logos
from jobs.submissions.services.pruning import prune_drafts

PENDING_LOGO_LIFETIME = timedelta(days=2)


class Command(BaseCommand):
    help = "Deletes drafts that were not paid for in their board's time, and logos of forms never sent."

    def handle(self, *args: Any, **options: Any) -> None:
        drafts = prune_drafts()
        logos = prune_pending_logos(PENDING_LOGO_LIFETIME)
        self.stdout.write(f"{drafts} drafts and {logos} logos removed.")

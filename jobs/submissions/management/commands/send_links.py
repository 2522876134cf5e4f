from typing import Any

from django.core.management.base import BaseCommand

from jobs.submissions.services.links import send_asked


class Command(BaseCommand):
    help = "Emails the manage links that employers have asked for. Safe to run at any time and twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_asked()
        if sent or options["verbosity"] > 1:
            self.stdout.write(f"Links sent to {sent} addresses.")

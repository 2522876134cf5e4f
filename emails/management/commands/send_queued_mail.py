from typing import Any

from django.core.management.base import BaseCommand

from emails.delivery import deliver_due


class Command(BaseCommand):
    """Replace post_office's command of the same name, which may send an email twice."""

    help = "Sends the emails that are due. Safe to run at any time and twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        sent, failed = deliver_due()
        if sent or failed:
            self.stdout.write(f"{sent} sent, {failed} to be tried again.")

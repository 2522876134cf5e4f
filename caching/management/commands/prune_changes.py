from typing import Any

from django.core.management.base import BaseCommand

from caching.journal import prune


class Command(BaseCommand):
    help = "Empties the journal of what readers see once it is long; every page is then made again once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Deleted {prune()} changes.")

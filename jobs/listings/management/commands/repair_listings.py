from typing import Any

from django.core.management.base import BaseCommand

from jobs.listings.live.counts import recount
from jobs.listings.live.repair import repair


class Command(BaseCommand):
    help = "Write those rows of the search table anew that are not as their listings, and count all again."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = repair()
        recount()
        if keys:
            self.stdout.write(f"Repaired listings: {', '.join(map(str, keys))}")

from typing import Any

from django.core.management.base import BaseCommand

from jobs.listings.live.counts import recount


class Command(BaseCommand):
    help = "Count live listings anew, so that their counts are read from few rows."

    def handle(self, *args: Any, **options: Any) -> None:
        recount()

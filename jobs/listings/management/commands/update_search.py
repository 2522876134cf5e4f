from typing import Any

from django.core.management.base import BaseCommand

from jobs.listings.search import index


class Command(BaseCommand):
    help = "Makes the readers' full-text index anew, such as after a backup or `loaddata`."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index.rebuild()} listings are indexed.")

from typing import Any

from django.core.management.base import BaseCommand

from operations.privacy import keep_limits


class Command(BaseCommand):
    help = "Deletes or blanks personal data whose time is over: see docs/privacy.md."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = keep_limits()
        if any(counts.values()) or options["verbosity"] > 1:
            self.stdout.write(
                ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) + " blanked."
            )

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.people import erase


class Command(BaseCommand):
    help = (
        "Deletes or blanks what is kept about the person with this email address, and prints what has to be kept and "
        "why; exits with 1 then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        done = erase(options["address"].strip())
        for kind, count in done.counts.items():
            if count:
                self.stdout.write(f"{count} {kind} erased.")
        for reason in done.kept:
            self.stdout.write(f"Kept: {reason}")
        if done.kept:
            sys.exit(1)

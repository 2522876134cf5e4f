from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.people import export


class Command(BaseCommand):
    help = "Prints everything that is kept about the person with this email address, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(export(options["address"].strip()))

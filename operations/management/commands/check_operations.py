import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.results import Result, results
from operations.site import checks


class Command(BaseCommand):
    help = "Prints what does not work on the site, or with --all everything. Exits with 1 when something does not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Print also what works.")
        parser.add_argument(
            "--except",
            dest="left_out",
            action="append",
            default=[],
            help="Leave out a check; may be repeated.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known = checks()
        if unknown := set(options["left_out"]) - set(known):
            raise CommandError(f"There is no check {', '.join(sorted(unknown))}.")
        found = results({name: check for name, check in known.items() if name not in options["left_out"]})
        for name, result in found.items():
            if options["all"] or not result["ok"]:
                self.stdout.write(_line(name, result))
        if not all(result["ok"] for result in found.values()):
            sys.exit(1)


def _line(name: str, result: Result) -> str:
    details = ", ".join(f"{key} {value}" for key, value in result.items() if key != "ok")
    return f"{name}: {'ok' if result['ok'] else 'FAILS'}" + (f" ({details})" if details else "")

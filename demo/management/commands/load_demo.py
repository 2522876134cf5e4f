from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.accounts import known_logins
from demo.errors import ContentError, DemoRefused
from demo.loading import Outcome, load


class Command(BaseCommand):
    help = "Load the demo boards; if they exist, move their dates up to today and set the port."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=getattr(settings, "PORT", 8000),
            help="The port of both sites.",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Load also where settings do not allow demo content; the accounts get no passwords.",
        )

    def handle(self, *args: Any, port: int, force: bool, **options: Any) -> None:
        if not (settings.DEMO_ALLOWED or force):
            raise CommandError(
                "These settings do not allow demo content (DEMO_ALLOWED). Use --force to load it anyway."
            )
        try:
            outcome = load(port=port, progress=self.show_progress, with_passwords=settings.DEMO_ALLOWED)
        except (ContentError, DemoRefused) as error:
            raise CommandError(str(error)) from error
        self.report(outcome)
        self.write_logins(Path(settings.VAR_DIR) / "demo-logins.txt")

    def show_progress(self, board_name: str, done: int, total: int) -> None:
        """Rewrite one line in a terminal; elsewhere print one line when a board is done."""
        line, finished = f"{board_name}: {done} of {total} listings", done == total
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if finished else "")
            self.stdout.flush()
        elif finished:
            self.stdout.write(line)

    def report(self, outcome: Outcome) -> None:
        if outcome.made or outcome.moved:
            self.stdout.write(f"New: {outcome.made}. Dates moved up to today: {outcome.moved}.")
        for title in outcome.left_out:
            self.stdout.write(f"Left out, because its board no longer accepts it: {title}")

    def write_logins(self, file: Path) -> None:
        """Write the logins that still work, for `make run` to print."""
        lines = [f"  {login.username} / {login.password}" for login in known_logins()]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

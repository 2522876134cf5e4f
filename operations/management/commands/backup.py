from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from operations.backups import places, work
from operations.backups.errors import BackupError


class Command(BaseCommand):
    help = "Writes the database and the uploaded files into one archive, and checks it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "place",
            nargs="?",
            default=str(Path(settings.VAR_DIR) / "backups"),
            help="A folder, or s3://bucket/folder on the storage of uploaded files (default: %(default)s).",
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="Keep so many archives in the folder, and delete older ones."
        )
        parser.add_argument(
            "--without-media",
            action="store_true",
            help="Leave out uploaded files, for a bucket that keeps versions.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place, keep = options["place"], options["keep"]
        if keep < 0 or (keep and places.is_bucket(place)):
            raise CommandError(
                "--keep is a number of archives in a folder; a bucket has rules of its own for that."
            )
        try:
            done = work.backup(place=place, with_media=not options["without_media"])
            removed = places.prune(Path(place), keep) if keep else []
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be written to {place}: {error}") from error
        rows = sum(done.manifest.rows.values())
        # Without the database.
        files = len(done.manifest.files) - 1
        self.stdout.write(
            f"{done.place}: {rows} rows of {len(done.manifest.rows)} tables, {files} files, {filesizeformat(done.size)}"
        )
        for name in removed:
            self.stdout.write(f"Deleted {name}")

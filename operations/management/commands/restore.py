from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import databases, work
from operations.backups.errors import BackupError


class Command(BaseCommand):
    help = "Checks a backup, and fills an empty database and the storage of uploaded files from it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", help="The archive: a file, or s3://bucket/folder/file.")
        parser.add_argument("--without-media", action="store_true", help="Restore the database alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        with_media = not options["without_media"]
        try:
            manifest = work.restore(place=options["archive"], with_media=with_media)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be restored: {error}") from error
        files = len(manifest.files) - 1 if with_media else 0
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows, {files} files."
        )
        if databases.unapplied():
            self.stdout.write("The code is newer than the backup: run `manage.py migrate`.")
        if with_media and not manifest.with_media:
            self.stdout.write("The backup was made without uploaded files.")
        self.stdout.write(
            "Next: `manage.py reconcile_payments`, which asks Stripe what has happened since then."
        )

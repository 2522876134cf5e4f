from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from emails.masking import mask_old


class Command(BaseCommand):
    help = "Hides the links in copies of emails that are older than a week."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        masked = mask_old(older_than=timedelta(days=options["days"]), mask=import_string(settings.EMAIL_MASK))
        self.stdout.write(f"{masked} emails masked.")

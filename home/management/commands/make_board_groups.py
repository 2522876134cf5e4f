"""Make the ready groups of every board, or give them what they lack."""

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Site

from boards.admin import board_name
from home.groups import ensure_groups
from home.models import HomePage


class Command(BaseCommand):
    help = "Make the groups Editors, Moderators and Accountants of every board. Takes no permission away."

    def handle(self, *args: Any, **options: Any) -> None:
        homes = HomePage.objects.values("pk")
        for site in Site.objects.filter(root_page__in=homes).order_by("site_name", "hostname"):
            groups = ensure_groups(site)
            names = ", ".join(str(group) for group in groups.values())
            self.stdout.write(f"{board_name(site)}: {names}")

import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from payments.services.reconcile import reconcile


class Command(BaseCommand):
    help = (
        "Asks Stripe about every unfinished payment, publishes what is paid for, and compares the books. Safe to run "
        "at any time and twice at once. Exits with 1 when something needs a person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=2, help="How many days back the books are compared (default: 2)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = reconcile(compare=timedelta(days=options["days"]))
        self.stdout.write(
            f"{report.attempts} attempts and {report.refunds} refunds asked about, "
            f"{report.events} undelivered events taken in, {report.published} listings published, "
            f"{report.unreachable} questions without an answer, {report.attention} payments needing attention, "
            f"{len(report.differences)} differences to Stripe's books."
        )
        for difference in report.differences:
            self.stdout.write(f"  {difference}")
        if report.needs_a_person:
            sys.exit(1)

import sys
from typing import Any

from django.core.management.base import BaseCommand

from payments.services.reconcile import reconcile


class Command(BaseCommand):
    help = (
        "Asks Stripe about every unfinished payment and publishes what is paid for. Safe to run at any time "
        "and twice at once. Exits with 1 when something needs a person."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = reconcile()
        self.stdout.write(
            f"{report.attempts} attempts asked about, {report.events} undelivered events taken in, "
            f"{report.published} listings published, {report.unreachable} questions without an answer, "
            f"{report.lost} events of payments that are not here, "
            f"{report.attention} payments needing attention."
        )
        if report.needs_a_person:
            sys.exit(1)

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payments.services.reconcile import COMPARED, reconcile

# How many days a comparison may reach back.
MAX_DAYS = 3650


def _days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MAX_DAYS:
        raise ArgumentTypeError(f"not a number of days from 1 to {MAX_DAYS}")
    return int(text)


def _morning_of(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("not a day, such as 2026-11-01") from error
    return timezone.make_aware(datetime.combine(day, time.min))


class Command(BaseCommand):
    help = (
        "Asks Stripe about every unfinished payment, publishes what is paid for, and compares the books. Safe to run "
        "at any time and twice at once. Exits with 1 when something needs a person, with 2 "
        "when Stripe did not answer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=_days,
            help=f"How many days back the books are compared (default: {COMPARED.days}).",
        )
        parser.add_argument(
            "--since", type=_morning_of, help="Compare from this day on instead, such as 2026-11-01."
        )
        parser.add_argument("--until", type=_morning_of, help="Compare up to this day, which is not in it.")

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"] or timezone.now()
        days = timedelta(days=options["days"]) if options["days"] else COMPARED
        since = options["since"] or until - days
        if since >= until:
            raise CommandError("There is nothing between these days.")
        report = reconcile(since=since, until=options["until"])
        self.stdout.write(
            f"{report.attempts} attempts and {report.refunds} refunds asked about, "
            f"{report.events} undelivered events taken in, {report.receipts} receipts finished, "
            f"{report.published} listings published, "
            f"{report.unreachable} questions without an answer, {report.attention} payments needing attention, "
            f"{len(report.differences)} differences to Stripe's books."
        )
        for difference in report.differences:
            self.stdout.write(f"  {difference}")
        if report.unreachable:
            # The work is not done: a scheduler must not take this for a success.
            sys.exit(2)
        if report.needs_a_person:
            sys.exit(1)

"""After the faults: sweep until nothing changes any more, and deliver the emails."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from payments.models import CheckoutAttempt, Credit, CreditUse, Dispute, Payment, Problem, Refund, StripeEvent

MAX_SWEEPS = 5
# Past what the sweep leaves to requests that may still be under way.
LATER = timedelta(minutes=2)


def sweep() -> str:
    """Run the scheduled command; return its output. It exits with 1 when a payment needs attention."""
    said = io.StringIO()
    try:
        call_command("reconcile_payments", stdout=said)
    except SystemExit as ended:
        said.write(f"(exit status {ended.code})")
    finally:
        connections.close_all()
    return said.getvalue().strip()


def sweep_until_quiet(tell: Callable[[str], None]) -> list[str]:
    """Sweep until nothing changes, two at once first, as cron may; return what still differs."""
    with time_machine.travel(timezone.now() + LATER, tick=True):
        with ThreadPoolExecutor(2) as both:
            for run in [both.submit(sweep) for _ in range(2)]:
                tell(f"sweep: {run.result()}")
        for _ in range(MAX_SWEEPS):
            before = _ledger()
            said = sweep()
            tell(f"sweep: {said}")
            if _ledger() == before and re.search(r"\b0 questions without an answer", said):
                return re.findall(r"^  (.+)$", said, re.MULTILINE)
    return [f"the sweep was not quiet after {MAX_SWEEPS} runs"]


def deliver_mails() -> None:
    """Run the queue's command twice at the same time: each email must still be sent once."""
    with ThreadPoolExecutor(2) as both:
        for run in [both.submit(_deliver) for _ in range(2)]:
            run.result()


def _deliver() -> None:
    try:
        call_command("send_queued_mail", stdout=io.StringIO())
    finally:
        connections.close_all()


def _ledger() -> list[object]:
    """Return everything that a sweep may change."""
    return [
        sorted(Payment.objects.values_list("pk", "status", "paid_at", "page__live")),
        sorted(Problem.objects.open().values_list("payment", "kind", "detail")),
        sorted(CheckoutAttempt.objects.values_list("pk", "status")),
        sorted(Refund.objects.values_list("pk", "status")),
        sorted(Dispute.objects.values_list("pk", "status")),
        sorted(Credit.objects.values_list("pk", "taken_back")),
        sorted(CreditUse.objects.values_list("pk", "given_back_at")),
        StripeEvent.objects.count(),
    ]

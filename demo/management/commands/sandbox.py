"""Serve the offline Stripe beside a development server."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from demo.money import invented_charges
from payments import metadata
from stripe_sandbox import LiveKeyRefused, Sandbox
from stripe_sandbox.server import run


class Command(BaseCommand):
    help = "Serves the offline Stripe on a loopback port: API, pay page, panel and webhooks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "12111")))
        parser.add_argument("--state", default="var/sandbox.sqlite3", help="The file that keeps its objects.")
        parser.add_argument(
            "--webhook-url",
            action="append",
            dest="webhook_urls",
            help=f"Where events are posted; may be repeated (default: {_site_webhook()}).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        secrets = settings.STRIPE_WEBHOOK_SECRETS[:1]
        if not secrets:
            raise CommandError(
                "STRIPE_WEBHOOK_SECRETS is empty: the site could not verify the webhooks of the sandbox."
            )
        try:
            run(
                options["state"],
                port=options["port"],
                secret_key=settings.STRIPE_SECRET_KEY,
                webhook_secrets=secrets,
                webhook_urls=options["webhook_urls"] or [_site_webhook()],
                out=self.stdout,
                prepare=add_demo_charges,
            )
        except LiveKeyRefused as refusal:
            raise CommandError(str(refusal)) from refusal


def add_demo_charges(sandbox: Sandbox) -> None:
    """Tell the sandbox what the demo says was paid, so that it can be refunded there."""
    with suppress(DatabaseError):  # A database without tables has no demo either.
        for attempt in invented_charges():
            payment = attempt.payment
            sandbox.add_paid_session(
                session_id=attempt.session_id,
                payment_intent=attempt.payment_intent,
                amount=attempt.amount_total,
                currency=payment.currency,
                description=payment.description,
                email=payment.payer_email,
                paid_at=int((payment.paid_at or payment.created_at).timestamp()),
                metadata={metadata.PAYMENT: str(payment.uuid), metadata.PURPOSE: payment.purpose},
            )


def _site_webhook() -> str:
    return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/payments/stripe/webhook/"

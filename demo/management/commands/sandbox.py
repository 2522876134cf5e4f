"""Run the offline Stripe beside a development server."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from stripe_sandbox import LiveKeyRefused, Sandbox
from stripe_sandbox.server import serve


class Command(BaseCommand):
    help = "Serves the offline Stripe on a loopback port: API, pay page, panel and webhooks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        site_port = os.environ.get("PORT", "8000")
        parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "12111")))
        parser.add_argument("--state", default="var/sandbox.sqlite3", help="The file its state is kept in.")
        parser.add_argument(
            "--webhook-url",
            action="append",
            dest="webhook_urls",
            help=f"Where events go; may be repeated (http://127.0.0.1:{site_port}/payments/stripe/webhook/).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site_port = os.environ.get("PORT", "8000")
        secrets = list(settings.STRIPE_WEBHOOK_SECRETS)
        if not secrets:
            raise CommandError(
                "STRIPE_WEBHOOK_SECRETS is empty: the site could not verify what the sandbox sends."
            )
        url = f"http://127.0.0.1:{options['port']}"
        try:
            sandbox = Sandbox(
                options["state"],
                secret_key=settings.STRIPE_SECRET_KEY,
                webhook_secrets=secrets[:1],
                webhook_urls=options["webhook_urls"]
                or [f"http://127.0.0.1:{site_port}/payments/stripe/webhook/"],
                public_url=url,
            )
        except LiveKeyRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Sandbox: {url}/ (state in {options['state']})")
        sys.stdout.flush()
        serve(sandbox, port=options["port"])

"""Write `.env` for a new install: secrets are made, the rest is asked for by options. Standard library only.

    python3 scripts/make_env.py --board jobs.example.com --from "Example Jobs <jobs@example.com>" \
        --email-url smtp+tls://user:password@mail.example.com:587

An existing `.env` stays as it is. What only Stripe or a mail server can give is left to be filled in, and is named.
"""

import argparse
import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    wrong = [name for name in [*options.boards, options.pay_host] if name and not HOST.fullmatch(name)]
    if wrong:
        print(
            f"“{wrong[0]}” is no host name: write it as jobs.example.com, without https://.", file=sys.stderr
        )
        return 1
    if options.staging and not options.pay_host:
        print("With --staging the sandbox needs a host name of its own: --pay-host.", file=sys.stderr)
        return 1
    path: Path = options.output
    try:
        # Never readable by others, not even for the time of writing.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{path} is there already, and stays as it is: rename it to make a new one.", file=sys.stderr)
        return 1
    values = _values(options)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    missing = [name for name, value in values.items() if not value]
    print(f"Wrote {path}." + (f" Fill in before the first start: {', '.join(missing)}." if missing else ""))
    return 0


def _values(options: argparse.Namespace) -> dict[str, str]:
    boards: list[str] = options.boards
    values = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        # Letters, digits, - and _ alone: it stands in an address (DATABASE_URL).
        "POSTGRES_PASSWORD": secrets.token_urlsafe(32),
        "STATUS_TOKEN": secrets.token_urlsafe(32),
        "METRICS_TOKEN": secrets.token_urlsafe(32),
        "ALLOWED_HOSTS": ",".join(boards),
        "BOARD_HOSTS": ", ".join(boards),
        "WAGTAILADMIN_BASE_URL": f"https://{boards[0]}",
        "DEFAULT_FROM_EMAIL": options.sender,
        "EMAIL_URL": options.email_url,
        "BACKUP_MAX_AGE_HOURS": "30",
        "HSTS_SECONDS": "3600",
    }
    if not options.staging:
        return values | {"STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRETS": ""}
    return values | {
        "DJANGO_SETTINGS_MODULE": "settings.staging",
        "COMPOSE_FILE": "compose.yaml:compose.staging.yaml",
        "PAY_HOST": options.pay_host,
        "SANDBOX_WEBHOOK_URL": f"https://{boards[0]}/payments/stripe/webhook/",
        "STRIPE_SECRET_KEY": "sk_test_sandbox",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_urlsafe(24)}",
        # Inside the containers' network this name is the sandbox itself.
        "STRIPE_API_BASE": f"http://{options.pay_host}:12111",
        "STRIPE_CHECKOUT_ORIGINS": f"https://{options.pay_host}",
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Write .env for a new install, with its secrets made.")
    parser.add_argument(
        "--board", action="append", dest="boards", required=True, help="host name of a board; may be repeated"
    )
    parser.add_argument("--from", dest="sender", default="", help="the sender of emails")
    parser.add_argument(
        "--email-url", default="", help="how emails are sent: smtp+tls://user:password@host:587"
    )
    parser.add_argument("--staging", action="store_true", help="with the Stripe sandbox instead of Stripe")
    parser.add_argument("--pay-host", default="", help="with --staging: host name of the sandbox's pay pages")
    parser.add_argument("--output", type=Path, default=ROOT / ".env", help="the file (default: .env)")
    return parser


if __name__ == "__main__":
    sys.exit(main())

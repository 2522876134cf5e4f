"""`python -m stripe_sandbox`: serve the offline Stripe on this machine."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from stripe_sandbox.errors import LiveKeyRefused
from stripe_sandbox.server import run


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and serve until SIGINT or SIGTERM.

    Exits with status 2 when an option is refused.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", stream=sys.stdout)
    # One line for each webhook that was posted, with the status that it got.
    logging.getLogger("stripe_sandbox").setLevel(logging.INFO)
    try:
        run(
            options.state,
            host=options.host,
            port=options.port,
            public_url=options.public_url,
            secret_key=options.secret_key,
            webhook_secrets=options.webhook_secrets or ("whsec_sandbox",),
            webhook_urls=options.webhook_urls or (),
            event_types=options.event_types or ("*",),
        )
    except (LiveKeyRefused, ValueError) as refusal:
        parser.error(str(refusal))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stripe_sandbox",
        description="An offline Stripe for development and tests: API, pay page, panel, webhooks. It moves no money.",
    )
    parser.add_argument("--port", type=int, default=12111, help="where it listens (default: %(default)s)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address it listens on; others than loopback need --public-url (default: %(default)s)",
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        default="",
        help="where browsers find its pay pages, when a proxy stands before it",
    )
    parser.add_argument(
        "--state",
        metavar="FILE",
        default=":memory:",
        help="the SQLite file that keeps the objects (default: in memory, lost at the end)",
    )
    parser.add_argument(
        "--webhook-url",
        metavar="URL",
        action="append",
        dest="webhook_urls",
        help="where events are posted; may be repeated (default: nowhere)",
    )
    parser.add_argument(
        "--webhook-secret",
        metavar="WHSEC",
        action="append",
        dest="webhook_secrets",
        help="what events are signed with; may be repeated (default: whsec_sandbox)",
    )
    parser.add_argument(
        "--event-type",
        metavar="TYPE",
        action="append",
        dest="event_types",
        help="an event type to post, such as charge.refunded; may be repeated (default: all)",
    )
    parser.add_argument(
        "--secret-key",
        metavar="KEY",
        default="sk_test_sandbox",
        help="the test key that callers must send; live keys are refused (default: %(default)s)",
    )
    return parser


if __name__ == "__main__":
    main()

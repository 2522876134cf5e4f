"""The sandbox as a separate program, with the event types of a real endpoint."""

import argparse

from stripe_sandbox import Sandbox
from stripe_sandbox.server import serve

SUBSCRIBED = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--webhook-url", required=True)
    options = parser.parse_args()
    sandbox = Sandbox(
        options.state,
        webhook_urls=[options.webhook_url],
        event_types=SUBSCRIBED,
        public_url=f"http://127.0.0.1:{options.port}",
    )
    serve(sandbox, port=options.port)


if __name__ == "__main__":
    main()

"""Where the gateway finds the offline Stripe of the test that runs: settings.test names `http_client`."""

import stripe

from stripe_sandbox import Sandbox
from stripe_sandbox.inprocess import InProcessClient

WEBHOOK_PATH = "/payments/stripe/webhook/"

_installed: list[Sandbox] = []


def install(sandbox: Sandbox) -> None:
    _installed.append(sandbox)


def remove(sandbox: Sandbox) -> None:
    _installed.remove(sandbox)


def current() -> Sandbox:
    if not _installed:
        raise RuntimeError("This test talks to Stripe: ask for the fixture `sandbox`.")
    return _installed[-1]


def http_client() -> stripe.HTTPClient:
    return InProcessClient(current())

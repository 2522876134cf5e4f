import pytest
import stripe

from stripe_sandbox import Sandbox
from stripe_sandbox.inprocess import InProcessClient
from stripe_sandbox.tests.tools import HOOK, SECRET, Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sandbox(clock):
    sandbox = Sandbox(webhook_secrets=[SECRET], webhook_urls=[HOOK], clock=clock)
    yield sandbox
    sandbox.close()


@pytest.fixture
def client(sandbox):
    return stripe.StripeClient("sk_test_sandbox", http_client=InProcessClient(sandbox), max_network_retries=2)

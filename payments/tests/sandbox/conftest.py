import pytest
import stripe

from payments.sandbox import Sandbox
from payments.sandbox.inprocess import InProcessClient
from payments.tests.sandbox.tools import HOOK, SECRET, Clock


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

import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
import stripe

from stripe_sandbox import Sandbox
from stripe_sandbox.inprocess import InProcessClient
from stripe_sandbox.tests.tools import HOOK, SECRET, Clock, answers, free_port, until

Program = namedtuple("Program", "port first_line")


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


@pytest.fixture
def program():
    """`python -m stripe_sandbox` on a free port, and the first line that it printed."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-m", "stripe_sandbox", "--port", str(port)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        first_line = process.stdout.readline().strip()
        until(lambda: answers(port), 30)
        yield Program(port, first_line)
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0

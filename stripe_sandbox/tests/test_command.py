"""`python -m stripe_sandbox`: the server as a program of its own."""

import subprocess
import sys

import pytest
import stripe

from stripe_sandbox.__main__ import main
from stripe_sandbox.tests.tools import order


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x"])
def test_a_live_key_is_refused_in_plain_words_and_not_repeated(capsys, key):
    with pytest.raises(SystemExit) as refused:
        main(["--secret-key", key])
    errors = capsys.readouterr().err

    assert refused.value.code == 2
    assert "Never give it a key that can move money." in errors
    assert key not in errors


def test_it_says_where_it_is_and_answers_the_sdk(program):
    url = f"http://127.0.0.1:{program.port}"
    client = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": url})
    session = client.v1.checkout.sessions.create(order())

    assert program.first_line == f"Sandbox: {url}/ (state in memory)"
    assert session.url == f"{url}/pay/{session.id}"


def test_the_options_are_listed():
    shown = subprocess.run(
        [sys.executable, "-m", "stripe_sandbox", "--help"], check=True, capture_output=True, text=True
    ).stdout
    for option in ("--port", "--state", "--webhook-url", "--webhook-secret", "--event-type", "--secret-key"):
        assert option in shown

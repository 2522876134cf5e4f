"""The real server on a real port, with the SDK's own HTTP client."""

import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stripe
from starlette.testclient import TestClient

from stripe_sandbox import Sandbox
from stripe_sandbox.app import create_app
from stripe_sandbox.server import build_server
from stripe_sandbox.tests.tools import answers, free_port, order, until


@pytest.fixture
def hook():
    """A webhook endpoint that records what it gets; its port is closed until started."""

    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.server_address = ("127.0.0.1", free_port())
    yield server, seen
    server.server_close()


@pytest.fixture
def running(hook):
    port = free_port()
    url = "http://{}:{}/hook/".format(*hook[0].server_address)
    sandbox = Sandbox(webhook_urls=[url], public_url=f"http://127.0.0.1:{port}", compression=6000)
    server = build_server(sandbox, port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield sandbox
    server.should_exit = True
    thread.join(5)
    sandbox.close()
    assert not thread.is_alive()


@pytest.fixture
def remote(running):
    return stripe.StripeClient(
        "sk_test_sandbox",
        base_addresses={"api": running.world.public_url},
        http_client=stripe.RequestsClient(timeout=1),
        max_network_retries=0,
    )


def test_webhooks_reach_an_endpoint_that_comes_up_late(running, remote, hook):
    server, seen = hook
    running.pay(remote.v1.checkout.sessions.create(order()).id)
    until(lambda: running.world.store.query("select 1 from deliveries where attempts > 1"))
    server.server_bind()
    server.server_activate()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    until(lambda: not remote.v1.events.list({"delivery_success": False}).data)
    server.shutdown()

    body, signature = seen[-1]
    assert remote.construct_event(body, signature, "whsec_sandbox").object == "event"
    assert len(seen) == 4


@pytest.mark.parametrize("fault", ["reset", "reset_after", "timeout_before", "timeout_after"])
def test_a_lost_answer_looks_like_a_lost_connection(running, remote, fault):
    running.faults.set(fault, value=0.05)
    with pytest.raises(stripe.APIConnectionError) as caught:
        remote.v1.checkout.sessions.create(order(), {"idempotency_key": "a"})
    assert caught.value.should_retry
    assert remote.v1.checkout.sessions.create(order(), {"idempotency_key": "a"}).status == "open"
    assert len(running.world.store.all("checkout.session")) == 1


def test_a_timeout_outlasts_the_caller(running, remote):
    running.faults.set("timeout_before")
    with pytest.raises(stripe.APIConnectionError, match="timed out"):
        remote.v1.events.list()


def test_it_binds_loopback_only(sandbox):
    for host in ("0.0.0.0", "192.0.2.1", ""):  # noqa: S104 - refused
        with pytest.raises(ValueError, match="loopback"):
            build_server(sandbox, host=host)


def test_behind_a_proxy_it_binds_what_it_is_told_and_knows_its_public_address():
    sandbox = Sandbox(public_url="https://pay.staging.example")
    server = build_server(sandbox, host="0.0.0.0", behind_proxy=True)  # noqa: S104 - behind a proxy
    assert server.config.host == "0.0.0.0"  # noqa: S104
    web = TestClient(create_app(sandbox), base_url="https://pay.staging.example")
    assert web.get("/").status_code == 200
    assert web.get("/", headers={"Host": "other.example"}).status_code == 400
    sandbox.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly_even_while_a_fault_delays_a_caller(tmp_path, number):
    port = free_port()
    program = (
        "from stripe_sandbox import Sandbox\n"
        "from stripe_sandbox.server import serve\n"
        f"sandbox = Sandbox({str(tmp_path / 'state.sqlite3')!r})\n"
        "sandbox.faults.set('timeout_before', value=600)\n"
        f"serve(sandbox, port={port})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)  # noqa: S603 - ours
    try:
        until(lambda: answers(port), 30)
        with socket.create_connection(("127.0.0.1", port)) as held:
            held.sendall(
                b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk_test_sandbox\r\n\r\n"
            )
            process.send_signal(number)
            _, errors = process.communicate(timeout=10)
    finally:
        process.kill()

    assert process.returncode == 0
    assert b"Traceback" not in errors

"""Stand between Stripe and the hosts: pass each webhook to the next host, and note when it came and was answered."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.load.records import Host

# Called with the session that was paid, when its webhook came, and when it was answered with 200.
Paid = Callable[[str, float, float], None]
PASSED_ON = ("Content-Type", "Stripe-Signature")


@contextmanager
def balancer(hosts: list[Host], *, paid: Paid, note: Callable[[float, int], None]) -> Iterator[str]:
    """Yield the address of the balancer."""
    turns, lock = itertools.cycle(hosts), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came = time.monotonic()
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                host = next(turns)
            status = self._pass_on(host, body)
            answered = time.monotonic()
            note(answered - came, status)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            event = json.loads(body)
            if status == 200 and event["type"] == "checkout.session.completed":
                paid(event["data"]["object"]["id"], came, answered)

        def _pass_on(self, host: Host, body: bytes) -> int:
            connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=30)
            headers = {name: self.headers[name] for name in PASSED_ON} | {"Host": host.name}
            try:
                connection.request("POST", self.path, body, headers)
                return connection.getresponse().status
            except (OSError, http.client.HTTPException):
                return 502
            finally:
                connection.close()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name in the library
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

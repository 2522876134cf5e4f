"""Web servers of the site in processes of their own, each with a page cache of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from django.db import connection

from tests.parts import closed_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Host:
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, host: str = "testserver", **headers: str) -> tuple[int, str, HTTPResponse]:
        """Return the status, the body and the response."""
        http = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        http.request("GET", path, headers={"Host": host, **headers})
        response = http.getresponse()
        body = response.read().decode()
        http.close()
        return response.status, body, response

    def text(self, path: str) -> str:
        return self.get(path)[1]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)


@contextmanager
def running(count: int, folder: Path) -> Iterator[list[Host]]:
    """Run this many hosts on the database of the test, whose changes have to be committed."""
    hosts = [_start(folder) for _ in range(count)]
    try:
        for host in hosts:
            _wait(host.port)
        yield hosts
    finally:
        for host in hosts:
            host.stop()


def seen_by_all(hosts: list[Host], path: str, *, shows: str = "", lacks: str = "") -> bool:
    """Look until every host shows the one and lacks the other; False when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        texts = [host.text(path) for host in hosts]
        if all(shows in text and (not lacks or lacks not in text) for text in texts):
            return True
    return False


def _start(folder: Path) -> Host:
    port = closed_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--pythonpath", "site", "--bind", f"127.0.0.1:{port}"]
        + ["--workers", "1", "--threads", "4", "--log-level", "error", "wsgi"],
        cwd=ROOT,
        env=environment
        | {
            "DJANGO_SETTINGS_MODULE": "settings.dev",
            "DEBUG": "1",
            "DATABASE_URL": _database_url(),
            "ALLOWED_HOSTS": "testserver,designers.localhost",
            "VAR_DIR": str(folder),
            "TRUSTED_PROXY_COUNT": "1",
        },
    )
    return Host(port, process)


def _database_url() -> str:
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the web server did not start")

"""`make run` as a person starts and ends it: the real programs, on free ports, in a folder of their own."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 300
END_SECONDS = 30


class Run:
    """A running `scripts/run.py`, and all that it has printed so far."""

    def __init__(self, var: Path, port: int, sandbox_port: int) -> None:
        self.port, self.sandbox_port, self.var = port, sandbox_port, var
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
        self.process = subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=ROOT,
            env=inherited
            | {
                "PORT": str(port),
                "SANDBOX_PORT": str(sandbox_port),
                "VAR_DIR": str(var),
                "DATABASE_URL": f"sqlite:///{var}/run.sqlite3",
                # Without collecting static files, which takes longer than all the rest.
                "DEBUG": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Stop with"):
                self.ready.set()
        self.ready.set()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        status = self.process.wait(END_SECONDS)
        self._reader.join(END_SECONDS)
        return status


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetch(url: str, host: str = "") -> str:
    request = urllib.request.Request(url, headers={"Host": host} if host else {})  # noqa: S310 - ours
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return str(answer.read().decode())


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Run]]:
    """Starts runs in the same folder, one after the other."""
    runs: list[Run] = []

    def start() -> Run:
        runs.append(Run(tmp_path / "var", free_port(), free_port()))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def test_it_gets_ready_leaves_nothing_behind_and_starts_again(start: Callable[[], Run]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        run = start()
        assert run.ready.wait(READY_SECONDS), run.output
        assert f"Ready: http://127.0.0.1:{run.port}/" in run.lines, run.output
        assert f"http://designers.localhost:{run.port}/" in run.output
        assert listens(run.sandbox_port)

        first = fetch(f"http://127.0.0.1:{run.port}/")
        second = fetch(f"http://127.0.0.1:{run.port}/", host=f"designers.localhost:{run.port}")
        assert title(first) != title(second)

        assert run.end(number) == 0
        assert not listens(run.port)
        assert not listens(run.sandbox_port)
        assert "Traceback" not in run.output
    refuses_tables_of_an_earlier_version(start, run.var)


def refuses_tables_of_an_earlier_version(start: Callable[[], Run], var: Path) -> None:
    """Here, because it needs a database that a run has made."""
    with closing(sqlite3.connect(var / "run.sqlite3")) as database:
        database.execute("ALTER TABLE payments_payment RENAME COLUMN description TO remarks")
    run = start()
    assert run.process.wait(READY_SECONDS) == 1
    run._reader.join(END_SECONDS)
    assert "made by an earlier version" in run.output
    assert "Traceback" not in run.output


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found
    return found[1].strip()


def test_a_taken_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Run(tmp_path, port=taken.getsockname()[1], sandbox_port=free_port())
        assert run.process.wait(END_SECONDS) == 1
        run._reader.join(END_SECONDS)

    assert len(run.lines) == 1
    assert "is taken" in run.lines[0]
    assert "PORT" in run.lines[0]
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_no_number_is_one_plain_sentence() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/run.py"],
        cwd=ROOT,
        env=os.environ | {"PORT": "eighty"},
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr == "PORT must be a number from 1 to 65535, not “eighty”.\n"

"""The programs of a run: the sandbox, and gunicorn with several workers. Both end with the run, however it ends."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from scripts.run import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 15
WORKERS, THREADS = 3, 6


class NotStarted(Exception):
    """A program of the run did not come up; its log says why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    name: str, arguments: list[str], *, environment: Mapping[str, str], log: Path, answers_at: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program, wait until it responds, and stop it at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        _wait_for(name, process, answers_at, log)
        yield process
    finally:
        stop(process)


def sandbox_arguments(*, port: int, state: Path, webhook_url: str) -> list[str]:
    return [
        *["-m", "tests.chaos.offline_stripe", "--port", str(port)],
        *["--state", str(state), "--webhook-url", webhook_url],
    ]


def site_arguments() -> list[str]:
    # Loaded before the workers are forked, so that the one in place of a killed one is there at once.
    return ["-m", "gunicorn", "--config", "site/gunicorn.conf.py", "--preload", "wsgi"]


def kill_a_worker(master: subprocess.Popen[bytes], dice: random.Random) -> None:
    """Kill a worker as the kernel does when memory runs out; gunicorn's master starts another."""
    deadline = time.monotonic() + START_SECONDS
    while len(workers := _children(master.pid)) < WORKERS and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(dice.choice(workers), signal.SIGKILL)


def stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_for(name: str, process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(address, timeout=START_SECONDS, trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise NotStarted(f"The {name} did not start: see {log}.")

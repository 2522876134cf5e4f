"""Run gunicorn as the measurements need it, and read what its workers hold in memory."""

import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.chaos.programs import NotStarted, free_port, running

# The same for whatever is compared. One answer of a large feed may take longer than gunicorn's 30 seconds.
GUNICORN = ["--workers", "2", "--preload", "--timeout", "600", "--log-level", "warning"]
LOG_LINES = 30
CLIENT = httpx.Client(timeout=600, trust_env=False)
MEMORY = re.compile(r"^(Pss|Rss|VmHWM):\s+(\d+) kB", re.MULTILINE)


class Failed(Exception):
    """A server did not do what is measured; the message says what, with the end of its log."""


@dataclass(frozen=True)
class Server:
    """`headers` are sent with each request, as a proxy and a browser would."""

    url: str
    log: Path
    master: int
    headers: Mapping[str, str]

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(child) for child in children.read_text().split()]

    def memory(self) -> dict[str, float]:
        """Return the largest worker's Pss, Rss and VmHWM (the most it ever had), in MB."""
        most = {"Pss": 0.0, "Rss": 0.0, "VmHWM": 0.0}
        for pid in self.workers():
            texts = [Path(f"/proc/{pid}/{name}").read_text() for name in ("smaps_rollup", "status")]
            for name, kilobytes in MEMORY.findall("\n".join(texts)):
                most[name] = max(most[name], int(kilobytes) / 1024)
        return most

    def forget_peaks(self) -> None:
        """Have the kernel count VmHWM anew."""
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def get(self, path: str) -> httpx.Response:
        """Fetch one page; raise Failed unless the answer is 200."""
        try:
            answer = CLIENT.get(self.url + path, headers=dict(self.headers))
        except httpx.TransportError as error:
            raise self.failed(f"{path} was not answered ({type(error).__name__})") from None
        if answer.status_code != 200:
            raise self.failed(f"{path} was answered {answer.status_code}")
        return answer

    def failed(self, what: str) -> Failed:
        return Failed(f"{self.url}: {what}.\n{tail(self.log)}")


@contextmanager
def serving(
    name: str,
    application: str,
    *,
    environment: Mapping[str, str],
    folder: Path,
    port: int = 0,
    headers: Mapping[str, str] | None = None,
    arguments: list[str] | None = None,
    answers_at: str = "/",
) -> Iterator[Server]:
    """Serve a WSGI application until the end of the block; raise Failed when it does not start."""
    port, log = port or free_port(), folder / f"{name}.log"
    url = f"http://127.0.0.1:{port}"
    command = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *(arguments or GUNICORN), application]
    try:
        with running(name, command, environment=environment, log=log, answers_at=url + answers_at) as process:
            yield Server(url=url, log=log, master=process.pid, headers=headers or {})
    except (NotStarted, httpx.HTTPStatusError) as error:
        raise Failed(f"{error}\n{tail(log)}") from None


def end_on_sigterm() -> None:
    """Have the programs ended and the databases dropped also when this one is asked to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))


def tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-LOG_LINES:])


def bare_environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what chooses a Django project."""
    left_out = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "DATABASE_URL", "VAR_DIR"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | more

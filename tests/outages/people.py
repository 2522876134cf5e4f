"""A reader, an employer, an editor and an alarm: what each does, and what each gets."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx

from tests.chaos.programs import ROOT
from tests.factories import PASSWORD

HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|nonce)" value="([^"]*)"')
TOKEN = "outages"


@dataclass
class Answer:
    status: int
    seconds: float
    text: str = ""
    location: str = ""

    def __str__(self) -> str:
        return f"{self.status} in {self.seconds:.1f} s"


class Person:
    def __init__(self, site: str) -> None:
        self.client = httpx.Client(base_url=site, timeout=60, trust_env=False)

    def get(self, url: str) -> Answer:
        return self._send("GET", url)

    def post(self, url: str, data: dict[str, Any], **more: Any) -> Answer:
        return self._send("POST", url, data=data, **more)

    def fill(self, url: str) -> dict[str, str]:
        """The hidden fields of a form."""
        return {name: unescape(value) for name, value in HIDDEN.findall(self.get(url).text)}

    def _send(self, method: str, url: str, **more: Any) -> Answer:
        started = time.monotonic()
        try:
            response = self.client.request(method, url, **more)
        except httpx.TransportError as error:
            return Answer(0, time.monotonic() - started, type(error).__name__)
        location = response.headers.get("Location", "")
        return Answer(response.status_code, time.monotonic() - started, response.text, location)

    def log_in(self) -> None:
        fields = {"username": "editor", "password": PASSWORD} | self.fill("/admin/login/")
        if self.post("/admin/login/", fields).status != 302:
            raise AssertionError("The editor could not sign in")


@dataclass
class Alarm:
    site: str
    environment: dict[str, str]

    def ready(self) -> tuple[int, list[str]]:
        response = httpx.get(f"{self.site}/readyz", timeout=30, trust_env=False)
        return response.status_code, response.json()["degraded"]

    def failing(self) -> list[str]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        response = httpx.get(f"{self.site}/status", headers=headers, timeout=30, trust_env=False)
        return response.json()["failing"]

    def command(self) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "manage.py", "check_operations"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout


@dataclass
class Readers:
    """Several readers who open one page after the other, as long as the block lasts."""

    site: str
    urls: list[str]
    answers: list[Answer] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def reading(self, people: int = 3, pause: float = 0.05) -> Iterator[None]:
        def read() -> None:
            reader = Person(self.site)
            while not self._ended.is_set():
                for url in self.urls:
                    self.answers.append(reader.get(url))
                    self._ended.wait(pause)

        with ThreadPoolExecutor(people) as crowd:
            for _ in range(people):
                crowd.submit(read)
            try:
                yield
            finally:
                self._ended.set()

    @property
    def slowest(self) -> float:
        """The time that 99 of 100 answers take at most."""
        times = sorted(answer.seconds for answer in self.answers)
        return times[min(len(times) - 1, int(len(times) * 0.99))]

    def statuses(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for answer in self.answers:
            found[answer.status] = found.get(answer.status, 0) + 1
        return dict(sorted(found.items()))


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it becomes true in this time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.25)
    return False

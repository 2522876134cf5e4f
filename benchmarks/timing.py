"""Measure how long a page takes."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = 60
WARM_UP = 5


def fetcher(client: "Client", url: str) -> Callable[[], None]:
    def fetch() -> None:
        response = client.get(url)
        if response.status_code != 200:
            sys.exit(f"{url} answered {response.status_code}")

    return fetch


def median_milliseconds(action: Callable[[], None], rounds: int = ROUNDS) -> float:
    for _ in range(WARM_UP):
        action()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000

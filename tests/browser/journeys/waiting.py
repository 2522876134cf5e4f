"""Waiting for what no page shows."""

import time
from collections.abc import Callable

# Nothing takes that long, but a machine may be busy with something else.
SECONDS = 30


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"not within {SECONDS} seconds: {what}"
        time.sleep(0.02)

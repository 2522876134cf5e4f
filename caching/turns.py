"""Have the making of pages wait while a payment is taken in.

The threads of a process run one at a time. Settling a payment takes some hundred queries, and after each of them it
would wait for threads that make pages: a second and more where readers keep all threads at work.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

# So long at most does a page wait,
MAX_WAIT_SECONDS = 0.3
# and so long is somebody first: who then waits for a lock or a network holds nobody up.
MAX_FIRST_SECONDS = 2.0

_began: list[float] = []
_changed = Condition()


@contextmanager
def first() -> Iterator[None]:
    """Be first in this process for the time of the block."""
    began = time.monotonic()
    with _changed:
        _began.append(began)
    try:
        yield
    finally:
        with _changed:
            _began.remove(began)
            _changed.notify_all()


def give_way() -> None:
    """Wait until nobody is first any more, but not for long."""
    if not _began:
        return
    ends = time.monotonic() + MAX_WAIT_SECONDS
    with _changed:
        while _began:
            left = min(ends, max(_began) + MAX_FIRST_SECONDS) - time.monotonic()
            if left <= 0:
                return
            _changed.wait(left)

"""Stop asking a part that does not answer, so that its time-out is not paid for at every call."""

import logging
import time
from threading import Lock
from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

# Redis answers in less than a millisecond: a page that waits longer for it is better off without.
REDIS_OPTIONS: dict[str, Any] = {
    "socket_timeout": 0.25,
    "socket_connect_timeout": 0.25,
    "retry": Retry(NoBackoff(), 0),
}

logger = logging.getLogger(__name__)

# How long a part that failed is left alone, in seconds.
PAUSE = 5.0


class Circuit:
    """Whether a part may be asked. After a failure it is left alone for a while; then one call tries again."""

    def __init__(self, name: str, pause: float = PAUSE) -> None:
        self.name = name
        self.pause = pause
        self._lock = Lock()
        self._ask_again_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last call failed."""
        return self._ask_again_at is not None

    def may_ask(self) -> bool:
        """Return True for everybody while the part answers, and for one caller after each pause."""
        if self._ask_again_at is None:
            return True
        with self._lock:
            if self._ask_again_at is None:
                return True
            now = time.monotonic()
            if now < self._ask_again_at:
                return False
            self._ask_again_at = now + self.pause
            return True

    def failed(self, error: Exception) -> None:
        with self._lock:
            is_news = self._ask_again_at is None
            self._ask_again_at = time.monotonic() + self.pause
        if is_news:
            logger.warning("%s does not answer (%s); going on without it", self.name, type(error).__name__)

    def answered(self) -> bool:
        """Note that the part answered; return True if it did not before."""
        if self._ask_again_at is None:
            return False
        with self._lock:
            is_news, self._ask_again_at = self._ask_again_at is not None, None
        if is_news:
            logger.warning("%s answers again", self.name)
        return is_news

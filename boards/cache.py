"""A Redis cache that the site can be without: while Redis does not answer, every key is missing.

django-redis can ignore errors too, but it pays the time-out at each call: a page asks the cache several times.
"""

import pickle
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache

from boards.circuit import REDIS_OPTIONS, Circuit

T = TypeVar("T")

# More lost changes than this are not remembered one by one: the whole cache is emptied instead.
MAX_LOST = 10_000
# A value that another version of the code has written.
UNREADABLE = (pickle.UnpicklingError, AttributeError, ImportError, EOFError, IndexError, TypeError)


class _Server:
    """What all threads of a process know about one Redis."""

    def __init__(self) -> None:
        self.circuit = Circuit("The cache")
        self.lost: set[str] = set()
        self.all_lost = False
        self.lock = Lock()

    def lose(self, keys: Iterable[str]) -> None:
        """Remember keys whose old values Redis may still hold."""
        with self.lock:
            self.lost.update(keys)
            if len(self.lost) > MAX_LOST:
                self.lost.clear()
                self.all_lost = True


_servers: dict[str, _Server] = {}


class OptionalRedisCache(RedisCache):
    """Django's Redis cache, where an error is a miss and a write that fails is made up for later."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**REDIS_OPTIONS, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._server = _servers.setdefault(str(server), _Server())

    @property
    def is_available(self) -> bool:
        """Ask Redis now, unless it was silent a moment ago."""
        return self._ask(lambda: bool(self._cache.get_client().ping()), False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._read(lambda: super(OptionalRedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return self._read(lambda: super(OptionalRedisCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._ask(lambda: super(OptionalRedisCache, self).has_key(key, version), False)

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._ask(lambda: super(OptionalRedisCache, self).add(key, value, timeout, version), False)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._change(
            lambda: super(OptionalRedisCache, self).set(key, value, timeout, version), None, [key], version
        )

    def set_many(
        self, data: dict[Any, Any], timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        return self._change(
            lambda: super(OptionalRedisCache, self).set_many(data, timeout, version), [*data], data, version
        )

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(OptionalRedisCache, self).touch(key, timeout, version), False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._change(
            lambda: super(OptionalRedisCache, self).delete(key, version), False, [key], version
        )

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        keys = list(keys)
        self._change(lambda: super(OptionalRedisCache, self).delete_many(keys, version), None, keys, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raise ValueError without Redis, as for a key that is missing."""
        new: int | None = self._change(
            lambda: super(OptionalRedisCache, self).incr(key, delta, version), None, [key], version
        )
        if new is None:
            raise ValueError(f"Key '{key}' not found")
        return new

    def clear(self) -> bool:  # type: ignore[override]  # the stubs lack what Redis returns
        cleared: bool | None = self._ask(super().clear, None)
        if cleared is None:
            self._server.all_lost = True
        return bool(cleared)

    def _read(self, call: Callable[[], T], without: T) -> T:
        try:
            return self._ask(call, without)
        except UNREADABLE:
            return without

    def _change(self, call: Callable[[], T], without: T, keys: Iterable[Any], version: int | None) -> T:
        """Remember the keys of a change that is lost, for the time when Redis answers again."""
        done = False

        def changed() -> T:
            nonlocal done
            result = call()
            done = True
            return result

        try:
            return self._ask(changed, without)
        finally:
            if not done:
                self._server.lose(self.make_key(key, version=version) for key in keys)

    def _ask(self, call: Callable[[], T], without: T) -> T:
        circuit = self._server.circuit
        if not circuit.may_ask():
            return without
        try:
            # Before anything is read: what has changed meanwhile must not be read as it was.
            self._make_up_for_lost_changes()
            result = call()
        except (redis.RedisError, OSError) as error:
            circuit.failed(error)
            return without
        circuit.answered()
        return result

    def _make_up_for_lost_changes(self) -> None:
        server = self._server
        if not server.lost and not server.all_lost:
            return
        with server.lock:
            lost, all_lost = set(server.lost), server.all_lost
        client = self._cache.get_client(None, write=True)
        if all_lost:
            client.flushdb()
        elif lost:
            client.delete(*lost)
        with server.lock:
            server.lost -= lost
            server.all_lost = server.all_lost and not all_lost

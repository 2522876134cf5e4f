"""Pages can do without the cache: with a real Redis that is stopped, or that accepts and never answers."""

import pytest

from boards.cache import OptionalRedisCache
from tests.parts import redis_server

pytestmark = pytest.mark.redis


@pytest.fixture
def redis():
    with redis_server() as server:
        yield server


@pytest.fixture
def cache(redis):
    """A cache that asks again at once after a failure."""
    made = OptionalRedisCache(redis.url, {})
    made._server.circuit.pause = 0
    return made


def everything(cache):
    cache.set("a", 1)
    cache.set_many({"b": 2})
    cache.delete("a")
    cache.delete_many(["b"])
    return [
        *[cache.get("a"), cache.get("a", "none"), cache.get_many(["a"]), cache.has_key("a"), "a" in cache],
        *[cache.add("a", 1), cache.touch("a"), cache.get_or_set("c", lambda: 3), cache.is_available],
    ]


NOTHING = [None, "none", {}, False, False, False, False, 3, False]


def test_it_is_djangos_cache_while_redis_answers(cache):
    cache.set("a", {"b": 1})
    assert cache.get("a") == {"b": 1}
    assert cache.incr("n", 1) if cache.add("n", 1) else False
    assert cache.get_many(["a", "n", "x"]) == {"a": {"b": 1}, "n": 2}
    with pytest.raises(ValueError, match="not found"):
        cache.incr("unknown")
    assert cache.is_available


@pytest.mark.parametrize("fault", ["stop", "hang"])
def test_every_key_is_missing_while_redis_is_away(redis, cache, fault):
    cache.set("a", "old")
    cache._server.circuit.pause = 60
    getattr(redis, fault)()
    assert everything(cache) == NOTHING
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_the_time_out_is_paid_once_in_a_while(redis, cache):
    cache.set("a", "kept")
    cache._server.circuit.pause = 60
    redis.hang()
    assert cache.get("a") is None
    redis.resume()
    assert cache.get("a") is None, "Redis is left alone after a failure"
    cache._server.circuit.pause = 0
    cache._server.circuit.failed(TimeoutError())
    assert cache.get("a") == "kept"


def test_what_was_changed_meanwhile_is_not_read_as_it_was(redis, cache):
    cache.set_many({"changed": "old", "deleted": "old", "kept": "old"})
    redis.hang()
    cache.set("changed", "new")
    cache.delete("deleted")
    redis.resume()
    assert cache.get_many(["changed", "deleted", "kept"]) == {"kept": "old"}
    cache.set("changed", "newest")
    assert cache.get("changed") == "newest"


def test_a_cache_that_was_cleared_meanwhile_is_empty(redis, cache):
    cache.set("a", "old")
    redis.hang()
    cache.clear()
    redis.resume()
    assert cache.get("a") is None


def test_it_is_told_once_that_redis_is_away_and_once_that_it_is_back(redis, cache, caplog):
    redis.stop()
    for _ in range(5):
        cache.get("a")
    redis.start()
    cache.get("a")
    cache.get("a")
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [
        "The cache does not answer (ConnectionError); going on without it",
        "The cache answers again",
    ]


def test_what_another_version_of_the_code_wrote_is_missing(cache):
    cache.set("a", "text")
    cache._cache.get_client(write=True).set(cache.make_key("a"), b"\x80\x05cboards.gone\nGone\n.")
    assert cache.get("a") is None

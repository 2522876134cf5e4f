"""Several things at the same moment, each on a database connection of its own."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from payments.models import Payment

PATIENCE = 30.0


def at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all of them, released at the same moment; raises what the first of them raised."""
    gate = threading.Barrier(len(actions))
    with ThreadPoolExecutor(len(actions)) as pool:
        futures = [pool.submit(_behind, gate, action) for action in actions]
    return [future.result() for future in futures]


def in_order_of_arrival(payment: Payment, actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all of them side by side on PostgreSQL, queueing for the payment's row in the given order.

    The row is held until each of them waits for it (or for one that does), so that what they do before they
    take the lock is done before any of them has it.
    """
    futures: list[Future[Any]] = []
    with ThreadPoolExecutor(len(actions)) as pool, _held(payment):
        for number, action in enumerate(actions, start=1):
            futures.append(pool.submit(_on_own_connection, action))
            _until_waiting(number)
    return [future.result() for future in futures]


@contextmanager
def _held(payment: Payment) -> Iterator[None]:
    with transaction.atomic():
        Payment.objects.select_for_update().get(pk=payment.pk)
        yield


def _until_waiting(count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while _waiting() < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{count} connections were to wait for a lock")
        time.sleep(0.01)


def _waiting() -> int:
    with connection.cursor() as cursor:
        # What a transaction has seen of the other connections it goes on seeing.
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def _behind(gate: threading.Barrier, action: Callable[[], Any]) -> Any:
    gate.wait(PATIENCE)
    return _on_own_connection(action)


def _on_own_connection(action: Callable[[], Any]) -> Any:
    try:
        return action()
    finally:
        connection.close()

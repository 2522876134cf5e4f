"""Keep everything in SQLite: one connection and one lock for all threads."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stripe_sandbox.errors import missing

Object = dict[str, Any]

_SCHEMA = """
create table if not exists objects (
    seq integer primary key autoincrement, id text not null unique, kind text not null,
    created integer not null, body text not null, private text not null);
create index if not exists objects_kind on objects (kind, seq);
create table if not exists answers (
    key text primary key, fingerprint text not null, status integer not null, body text not null);
create table if not exists deliveries (
    seq integer primary key autoincrement, event text not null, url text not null, state text not null,
    attempts integer not null default 0, next_at real not null, last_status integer, last_error text);
create index if not exists deliveries_due on deliveries (state, next_at);
create index if not exists deliveries_event on deliveries (event);
create table if not exists settings (name text primary key, value text not null);
"""


class Store:
    """Objects, stored answers, deliveries, settings. `path` is a file or `:memory:`."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a transaction, one thread at a time; an inner one joins the outer one."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("rollback")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("commit")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def query(self, sql: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        """Run a statement and return the number of changed rows."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def clear(self) -> None:
        with self.transaction():
            for table in ("objects", "answers", "deliveries", "settings"):
                self._db.execute(f"delete from {table}")  # noqa: S608 - fixed names

    def add(self, body: Object, private: Object | None = None) -> Object:
        self.execute(
            "insert into objects (id, kind, created, body, private) values (?, ?, ?, ?, ?)",
            (body["id"], body["object"], body["created"], json.dumps(body), json.dumps(private or {})),
        )
        return body

    def save(self, body: Object) -> Object:
        self.execute("update objects set body = ? where id = ?", (json.dumps(body), body["id"]))
        return body

    def find(self, kind: str, identifier: str) -> Object | None:
        rows = self.query("select body from objects where id = ? and kind = ?", (identifier, kind))
        return json.loads(rows[0]["body"]) if rows else None

    def get(self, kind: str, identifier: str, param: str = "id") -> Object:
        """Return an object. Raises Stripe's error 404, which names `param`."""
        body = self.find(kind, identifier)
        if body is None:
            raise missing(kind.rpartition(".")[2], identifier, param)
        return body

    def private(self, identifier: str) -> Object:
        """Return the data of an object that the API never shows."""
        rows = self.query("select private from objects where id = ?", (identifier,))
        return json.loads(rows[0]["private"]) if rows else {}

    def save_private(self, identifier: str, private: Object) -> None:
        self.execute("update objects set private = ? where id = ?", (json.dumps(private), identifier))

    def sequence(self, identifier: str) -> int | None:
        rows = self.query("select seq from objects where id = ?", (identifier,))
        return int(rows[0]["seq"]) if rows else None

    def all(self, kind: str, where: Mapping[str, Any] | None = None) -> list[Object]:
        """Return the objects of a kind, newest first. `where` compares top-level fields."""
        sql, values = "select body from objects where kind = ?", [kind]
        for field, value in (where or {}).items():
            sql += " and json_extract(body, ?) = ?"
            values += [f"$.{field}", value]
        return [json.loads(row["body"]) for row in self.query(f"{sql} order by seq desc", tuple(values))]

    def setting(self, name: str, default: Any = None) -> Any:
        rows = self.query("select value from settings where name = ?", (name,))
        return json.loads(rows[0]["value"]) if rows else default

    def set_setting(self, name: str, value: Any) -> None:
        self.execute("insert or replace into settings (name, value) values (?, ?)", (name, json.dumps(value)))

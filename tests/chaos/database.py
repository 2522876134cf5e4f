"""A PostgreSQL database of the run's own, dropped at its end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextmanager
def scratch(server_url: str, *, template: str = "") -> Iterator[str]:
    """The URL of a new database, a copy of the template if one is named."""
    name = f"hitchpost_chaos_{os.getpid()}"
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copied
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(drop)
        # PostgreSQL copies only what nobody uses; a test's server may have left a connection behind.
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
        )
        server.execute(create)
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(drop)

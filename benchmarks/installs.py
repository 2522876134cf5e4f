"""Installs of the site for the measurements: databases and folders of their own, production's settings."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.rates import PROXIED
from benchmarks.servers import GUNICORN, Failed, Server, bare_environment, serving
from scripts.check import PRODUCTION
from tests.chaos.programs import ROOT, free_port

PATHS = os.pathsep.join([str(ROOT), str(ROOT / "site")])


@dataclass(frozen=True)
class Install:
    name: str
    database_url: str
    folder: Path
    port: int

    def environment(self, *, cached: bool) -> dict[str, str]:
        """Return the environment of a production server; without `cached` it holds no finished pages."""
        own = {
            "DATABASE_URL": self.database_url,
            "VAR_DIR": str(self.folder / "var"),
            "PYTHONPATH": PATHS,
            "ALLOWED_HOSTS": "127.0.0.1,.localhost",
            "SECOND_FACTOR": "optional",
            "LOG_LEVEL": "WARNING",
        }
        return bare_environment(**(PRODUCTION | own)) | ({} if cached else {"PAGE_CACHE_BYTES": "0"})

    def prepare(self) -> None:
        """Migrate, load the demo boards and collect the static files."""
        self._run(["scripts/prepare.py", "--port", str(self.port)], self._development())

    def fill(self, count: int) -> None:
        """Add listings to the first board."""
        self._run(["-m", "benchmarks.fill", str(count)], self._development())

    def inside(self, module: str, *arguments: str) -> Any:
        """Run a module with production's settings and no page cache; return the JSON that it prints."""
        output = self._run(["-m", module, *arguments], self.environment(cached=False))
        return json.loads(output.splitlines()[-1])

    def serve(self, *, cached: bool) -> AbstractContextManager[Server]:
        return serving(
            f"site-{'cached' if cached else 'uncached'}",
            "wsgi",
            environment=self.environment(cached=cached),
            folder=self.folder,
            port=self.port,
            headers=PROXIED,
            arguments=GUNICORN,
            answers_at="/healthz",
        )

    def _development(self) -> dict[str, str]:
        return self.environment(cached=True) | {
            "DJANGO_SETTINGS_MODULE": "settings.dev",
            "DEBUG": "0",
            "PORT": str(self.port),
            # Those of production would be taken for somebody's account at Stripe.
            "STRIPE_SECRET_KEY": "",
            "STRIPE_WEBHOOK_SECRETS": "",
        }

    def _run(self, arguments: list[str], environment: Mapping[str, str]) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise Failed(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout


@contextmanager
def databases(server_url: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of two new databases, the site's and the baseline's; SQLite when there is no server."""
    if not server_url:
        yield f"sqlite:///{folder / 'site.sqlite3'}", "sqlite"
        return
    names = [f"hitchpost_bench_{os.getpid()}_{end}" for end in ("site", "plain")]
    _each(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", names)
    _each(server_url, "CREATE DATABASE {}", names)
    try:
        site, plain = (urlunsplit(urlsplit(server_url)._replace(path=f"/{name}")) for name in names)
        yield site, plain
    finally:
        _each(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", names)


def _each(server_url: str, statement: str, names: list[str]) -> None:
    with psycopg.connect(server_url, autocommit=True) as server:
        for name in names:
            server.execute(sql.SQL(statement).format(sql.Identifier(name)))


def new_install(name: str, database_url: str, folder: Path) -> Install:
    install = Install(name=name, database_url=database_url, folder=folder, port=free_port())
    install.prepare()
    return install

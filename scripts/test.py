"""`make test`: run every test that this machine has the programs for.

The suite runs on SQLite. Tests marked `postgres` run beside it on PostgreSQL, when one answers; when none does,
they are skipped by name in the first run. With DATABASE_URL set, or with --on-postgres, all run there.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psycopg

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
NO_TESTS_COLLECTED = 5


def main() -> int:
    arguments = sys.argv[1:]
    if "--on-postgres" in arguments:
        arguments.remove("--on-postgres")
        url = postgres_url()
        if not url:
            print("No PostgreSQL answers: set TEST_POSTGRES_URL.", file=sys.stderr)
            return 1
        return pytest(arguments, database=url)
    if os.environ.get("DATABASE_URL"):
        return pytest(arguments, database=os.environ["DATABASE_URL"])
    url = postgres_url()
    if not url:
        return pytest(arguments)
    # The races wait for locks most of the time: they fill the gaps of the other run.
    with TemporaryFile("w+") as output:
        races = start([*arguments, "-m", "postgres"], database=url, workers=0, output=output)
        on_sqlite = pytest([*arguments, "-m", "not postgres"])
        on_postgres = races.wait()
        output.seek(0)
        print("\nTests marked postgres, on PostgreSQL:", output.read(), sep="\n", flush=True)
    # No tests were collected when the arguments pick only tests that run on SQLite.
    return on_sqlite or (0 if on_postgres == NO_TESTS_COLLECTED else on_postgres)


def postgres_url() -> str:
    url = os.environ.get("TEST_POSTGRES_URL") or DEFAULT_POSTGRES
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return ""
    return url


def pytest(arguments: list[str], database: str = "") -> int:
    return start(arguments, database=database, workers="auto").wait()


def start(
    arguments: list[str], *, database: str, workers: int | str, output: IO[str] | None = None
) -> subprocess.Popen[bytes]:
    environment = dict(os.environ) | ({"DATABASE_URL": database} if database else {})
    # Compiled files are kept: each worker would otherwise compile every test again, and the programs that
    # tests start all of the project.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # A file stays on one worker, so that what its tests share is made once. conftest.py puts the longest first.
    spread = [f"--numprocesses={workers}", "--dist=loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


if __name__ == "__main__":
    sys.exit(main())

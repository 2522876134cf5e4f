"""Where the databases of released versions are kept, and how they are read and written."""

import hashlib
import lzma
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
FILES = {"sqlite": "sqlite3.xz", "postgresql": "postgresql.sql.xz"}
MIGRATIONS = "migrations.sha256"


def versions() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if (path / MIGRATIONS).exists())


def file_of(version: str) -> Path:
    return FOLDER / version / FILES[connection.vendor]


def restore(version: str, name: str) -> None:
    """Fill the empty database `name`: a path for SQLite, else a database that the connection's server has."""
    content = lzma.decompress(file_of(version).read_bytes())
    if connection.vendor == "sqlite":
        Path(name).write_bytes(content)
        return
    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        raw.connection.execute(content.decode())
    # The dump has emptied the search path of this session.
    connection.close()


def keep(version: str, name: str) -> Path:
    """Write the database `name` and the hashes of all migrations of ours."""
    (FOLDER / version).mkdir(exist_ok=True)
    content = _sqlite_file(name) if connection.vendor == "sqlite" else _postgres_dump(name)
    file_of(version).write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    lines = [f"{digest}  {path}" for path, digest in migrations_now().items()]
    (FOLDER / version / MIGRATIONS).write_text("\n".join(lines) + "\n")
    return file_of(version)


def migrations_now() -> dict[str, str]:
    """Return the hash of each migration of our apps, by its path."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs() if _is_ours(app.path)]
    paths = [path for folder in folders for path in folder.glob("[0-9]*.py")]
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)
    }


def migrations_of(version: str) -> dict[str, str]:
    lines = (FOLDER / version / MIGRATIONS).read_text().splitlines()
    return {path: digest for digest, path in (line.split("  ") for line in lines)}


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(ROOT) and ".venv" not in Path(path).parts


def _sqlite_file(name: str) -> bytes:
    copy = Path(settings.VAR_DIR) / "kept.sqlite3"
    copy.unlink(missing_ok=True)
    with sqlite3.connect(name) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    content = copy.read_bytes()
    copy.unlink()
    return content


def _postgres_dump(name: str) -> bytes:
    said = connection.get_connection_params()
    environment = dict(os.environ) | {"PGPASSWORD": said.get("password") or ""}
    options = ["--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=200"]
    server = [f"--host={said['host']}", f"--port={said.get('port') or 5432}", f"--username={said['user']}"]
    command = ["pg_dump", *options, *server, name]
    dump = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    # psql's own commands are nothing to the server, and what else is set fits one release of PostgreSQL alone.
    lines = [line for line in dump.decode().splitlines() if not line.startswith(("\\", "SET ", "--"))]
    return "\n".join(line for line in lines if line).encode()

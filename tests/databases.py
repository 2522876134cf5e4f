"""The tests' own databases: migrated once, then copied.

Wagtail's migrations take a worker ten seconds. The first worker that needs a database migrates it and keeps two
copies: `migrated`, with the tree's root alone, and `furnished`, with the default board. The others, and later
runs of the same code, start from `furnished`, and so does each test with real transactions: to copy is cheaper
than to empty a hundred tables and to make their permissions again. The demo is likewise loaded once a run.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import timezone
from wagtail.models import Site

from demo.loading import Outcome
from demo.loading import load as load_demo
from settings.rooms import ROOMS
from tests.demo import make_welcome
from tests.factories import ensure_root, make_board

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(settings.VAR_DIR) / "databases"
SOURCES = [*ROOMS, "site", "static", "templates"]
PREFIX = "hitchpost_copy_"
DEMO_PORT = 8417
# Of this many versions of the code the databases are kept.
KEPT_VERSIONS = 3


@contextmanager
def locked() -> Iterator[None]:
    """Let one process of this checkout in at a time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint() -> str:
    """Hash all code and pinned packages, so that no copy outlives what made it."""
    digest = hashlib.sha256()
    paths = [path for folder in SOURCES for path in (ROOT / folder).rglob("*") if _counts(path)]
    tests = [ROOT / "tests" / name for name in ("databases.py", "demo.py", "factories.py")]
    for path in sorted([*paths, *tests, ROOT / "requirements-dev.txt"]):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _counts(path: Path) -> bool:
    return path.is_file() and not {"tests", "__pycache__"}.intersection(path.parts)


@contextmanager
def furnished() -> Iterator[None]:
    """Give this process a database of its own, with the default board in it, until the end of the run."""
    creation: Any = connection.creation
    before, name = str(connection.settings_dict["NAME"]), str(creation._get_test_db_name())
    with locked():
        if not _exists(_kept("furnished")):
            creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            _drop_older()
            ensure_root()
            _keep(name, "migrated")
            make_board()
            _keep(name, "furnished")
    _copy(_kept("furnished"), name)
    _use(name)
    with _copied_instead_of_emptied(name):
        yield
    _use(before)
    _drop(name)


@contextmanager
def _copied_instead_of_emptied(name: str) -> Iterator[None]:
    """Let each test with real transactions leave a new copy behind it.

    A private name of Django 5.2's; tests/test_databases.py fails when it goes.
    """

    def restore(test: TransactionTestCase) -> None:
        connections.close_all()
        _copy(_kept("furnished"), name)
        _use(name)

    emptied = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = restore
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = emptied


def _keep(name: str, what: str) -> None:
    connection.close()
    _copy(name, _kept(what))


@contextmanager
def with_demo() -> Iterator[Outcome]:
    """Work on a copy of a new install with today's demo; afterwards on this process's own database again.

    What is yielded tells what the loading did.
    """
    # The demo's dates count from the day on which it is loaded.
    kept = _kept(f"demo_{timezone.now():%Y%m%d}")
    media, outcome = FOLDER / f"{kept}.media", FOLDER / f"{kept}.json"
    with locked():
        if not (_exists(kept) and outcome.exists()):
            with _on_copy_of(_kept("migrated")):
                make_welcome()
                outcome.write_text(json.dumps(asdict(load_demo(port=DEMO_PORT))))
                connection.close()
                shutil.rmtree(media, ignore_errors=True)
                shutil.copytree(settings.MEDIA_ROOT, media)
                _copy(str(connection.settings_dict["NAME"]), kept)
    shutil.copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    with _on_copy_of(kept):
        yield Outcome(**json.loads(outcome.read_text()))


@contextmanager
def in_an_empty_one(fill: Callable[[str], None]) -> Iterator[None]:
    """Work on a database that has nothing but what `fill` writes; it is called with the name, and connected."""
    own = str(connection.settings_dict["NAME"])
    other = _beside(own, "other")
    _drop(other)
    if not _on_sqlite():
        _execute("CREATE DATABASE {}", other)
    _use(other)
    try:
        fill(other)
        # What was filled in has other ids than what was asked for in the meantime.
        _use(other)
        yield
    finally:
        _use(own)
        _drop(other)


@contextmanager
def _on_copy_of(kept: str) -> Iterator[None]:
    own = str(connection.settings_dict["NAME"])
    copy = _beside(own, "copy")
    _copy(kept, copy)
    _use(copy)
    try:
        yield
    finally:
        _use(own)
        _drop(copy)


def _beside(name: str, end: str) -> str:
    return f"{name.removesuffix('.sqlite3')}_{end}" + (".sqlite3" if _on_sqlite() else "")


def _use(name: str) -> None:
    connection.close()
    # Databases that were emptied and filled again have other ids than their copies.
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@cache
def _kept(what: str) -> str:
    return f"{_of_this_checkout()}{fingerprint()}_{what}"


def _of_this_checkout() -> str:
    return f"{PREFIX}{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}_"


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _file(name: str) -> Path:
    """Find a kept database by its name, any other by its path."""
    return FOLDER / f"{name}.sqlite3" if name.startswith(PREFIX) else Path(name)


def _exists(name: str) -> bool:
    if _on_sqlite():
        return _file(name).exists()
    return name in _names()


def _copy(source: str, target: str) -> None:
    """Nobody may be connected to the source. A copy that was cut short is never taken for a whole one."""
    if _on_sqlite():
        part = _file(target).with_suffix(".part")
        shutil.copyfile(_file(source), part)
        # Its old write-ahead log would be applied to the new file.
        _drop(target)
        part.replace(_file(target))
    else:
        _drop(target)
        _execute("CREATE DATABASE {} TEMPLATE {}", target, source)


def _drop(name: str) -> None:
    if _on_sqlite():
        for end in ("", "-wal", "-shm"):
            Path(f"{_file(name)}{end}").unlink(missing_ok=True)
    else:
        # The thread of a live server may have left a connection open.
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _drop_older() -> None:
    """Drop what earlier code of this checkout has left, but for the newest: a run of it may be under way."""
    names = _files() if _on_sqlite() else _names()
    kept = [name for name in names if name.startswith(_of_this_checkout())]
    newest = list(dict.fromkeys(_fingerprint_in(name) for name in reversed(kept)))[:KEPT_VERSIONS]
    for name in kept:
        if _fingerprint_in(name) not in newest:
            _drop(name)
            shutil.rmtree(FOLDER / f"{name}.media", ignore_errors=True)
            (FOLDER / f"{name}.json").unlink(missing_ok=True)


def _fingerprint_in(name: str) -> str:
    return name.removeprefix(_of_this_checkout()).partition("_")[0]


def _files() -> list[str]:
    """List the kept files, the newest last."""
    return [path.stem for path in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)]


def _names() -> list[str]:
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        # The newest last.
        cursor.execute("SELECT datname FROM pg_database ORDER BY oid")
        return [name for (name,) in cursor.fetchall()]


def _execute(statement: str, *names: str) -> None:
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute(statement.format(*map(connection.ops.quote_name, names)))

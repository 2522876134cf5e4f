"""The baselines: A a constant view, B a hit of Django's page cache, C the home page of `wagtail start`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.rates import BROWSER
from benchmarks.servers import GUNICORN, Failed, Server, bare_environment, serving

PROJECT = "plainsite"
NAMES = {"A": "a constant view", "B": "a hit of Django's page cache", "C": "home of `wagtail start`"}


@contextmanager
def baselines(folder: Path, database_url: str) -> Iterator[dict[str, Server]]:
    """Serve A, B and C until the end of the block; C on this database, which is empty."""
    project = make_project(folder, database_url)
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                serving(
                    f"baseline-{name}",
                    "benchmarks.constant:application",
                    environment=bare_environment(CONSTANT_CACHED=cached),
                    folder=folder,
                    headers=BROWSER,
                )
            )
            for name, cached in (("A", ""), ("B", "1"))
        }
        servers["C"] = stack.enter_context(
            serving(
                "baseline-C",
                f"{PROJECT}.wsgi:application",
                environment=_environment(),
                folder=folder,
                headers=BROWSER,
                # Its packages `home` and `search` come before others of that name.
                arguments=["--chdir", str(project), *GUNICORN],
            )
        )
        yield servers


def make_project(folder: Path, database_url: str) -> Path:
    """Make what `wagtail start` makes, with its own production settings, migrated and with collected files."""
    project = folder / "wagtail-start"
    project.mkdir()
    _run([str(Path(sys.executable).parent / "wagtail"), "start", PROJECT, str(project)], folder)
    local = [
        'SECRET_KEY = "guards-nothing"',
        'ALLOWED_HOSTS = ["127.0.0.1"]',
        f"DATABASES = {{'default': {_database(database_url, project)!r}}}",
    ]
    (project / PROJECT / "settings" / "local.py").write_text("\n".join(local) + "\n")
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"]):
        _run([sys.executable, "manage.py", *command], project)
    return project


def _database(url: str, project: Path) -> dict[str, str | int]:
    if url.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(project / "db.sqlite3")}
    found = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.path.strip("/"),
        "USER": found.username or "",
        "PASSWORD": found.password or "",
        "HOST": found.hostname or "",
        "PORT": found.port or 5432,
        "CONN_MAX_AGE": 60,
    }


def _environment() -> dict[str, str]:
    return bare_environment(DJANGO_SETTINGS_MODULE=f"{PROJECT}.settings.production")


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, env=_environment() if "manage.py" in command else bare_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"{' '.join(command)} failed:\n{done.stdout}")

"""What every test may count on, and what happens to a test whose means are missing.

A test that needs Chromium, PostgreSQL or Java is skipped by name where there is none. With CI=true nothing
may be skipped: the run fails at its end and names what was.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytest_plugins = ["tests.fixtures"]

# Playwright's synchronous API keeps an event loop in the test's own thread, where Django then refuses to
# touch the database. Nothing here runs inside that loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

BROWSER_FIXTURES = {"browser", "browser_type", "context", "new_context", "page"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The system's Chromium or Chrome, or the one that CHROMIUM names."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if Path(chosen).exists() else None
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def on_postgres() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


@dataclass(frozen=True)
class Need:
    missing: Callable[[], bool]
    wanted_by: Callable[[pytest.Item], bool]
    reason: str


NEEDS = [
    Need(
        missing=lambda: find_chromium() is None,
        wanted_by=lambda item: not BROWSER_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())),
        reason="needs Chromium: install it, or set CHROMIUM to its path",
    ),
    Need(
        missing=lambda: not on_postgres(),
        wanted_by=lambda item: item.get_closest_marker("postgres") is not None,
        reason="needs PostgreSQL: set DATABASE_URL",
    ),
    Need(
        missing=lambda: shutil.which("java") is None,
        wanted_by=lambda item: item.get_closest_marker("java") is not None,
        reason="needs Java",
    ),
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out_stripe_account(config, items)
    # What crosses apps takes longest: a worker that begins with it last has all the others wait.
    items.sort(key=lambda item: not item.path.is_relative_to(config.rootpath / "tests"))
    for need in NEEDS:
        if need.missing():
            for item in filter(need.wanted_by, items):
                item.add_marker(pytest.mark.skip(reason=need.reason))


def _leave_out_stripe_account(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Opt-in tests are deselected, not skipped: their absence is nobody's fault."""
    if os.environ.get("STRIPE_TEST_KEY"):
        return
    opt_in = [item for item in items if item.get_closest_marker("stripe_account")]
    if opt_in:
        config.hook.pytest_deselected(items=opt_in)
        items[:] = [item for item in items if item not in opt_in]


def _skipped(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted({f"{report.nodeid}: {report.longrepr[2]}" for report in reports})


def _skips_forbidden(config: pytest.Config) -> bool:
    return os.environ.get("CI") == "true" and not hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skips_forbidden(session.config) and session.exitstatus == 0 and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if _skips_forbidden(config) and (skipped := _skipped(config)):
        terminalreporter.section("CI must skip nothing", red=True)
        for line in skipped:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Once a run: taking Wagtail's welcome page away again for every test costs as much as making a board."""
    from tests.factories import ensure_root

    with django_db_blocker.unblock():
        ensure_root()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which runs in containers and calls nobody on its own."""
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session", autouse=True)
def _uploads_go_with_the_run() -> Iterator[None]:
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """The cache outlives a test's transaction, and would carry one test's counts and sites into the next."""
    from django.core.cache import cache
    from wagtail.models import Site

    from boards import limits

    cache.clear()
    limits.storage().reset()
    Site.clear_site_root_paths_cache()
    yield

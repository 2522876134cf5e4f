"""What every test may count on, and what happens to a test whose means are missing.

A test that needs Chromium, PostgreSQL or Java is skipped by name where there is none. With CI=true nothing
may be skipped: the run fails at its end and names what was.
"""

import gc
import os
import shutil
from collections import defaultdict
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
# First the shell, which has no windows to draw: opening a page takes it a third of the time.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def find_chromium() -> str | None:
    """The system's Chromium or Chrome, or the one that CHROMIUM names."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if Path(chosen).exists() else None
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def engine() -> str:
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


def on_postgres() -> bool:
    return engine() == "postgresql"


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
        missing=lambda: shutil.which("redis-server") is None,
        wanted_by=lambda item: item.get_closest_marker("redis") is not None,
        reason="needs redis-server",
    ),
    Need(
        missing=lambda: shutil.which("java") is None,
        wanted_by=lambda item: item.get_closest_marker("java") is not None,
        reason="needs Java",
    ),
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out_stripe_account(config, items)
    # A worker that begins a long file last has all the others wait.
    seconds = _seconds_before(config)
    items.sort(key=lambda item: seconds.get(_file_of(item.nodeid), 0), reverse=True)
    for need in NEEDS:
        if need.missing():
            for item in filter(need.wanted_by, items):
                item.add_marker(pytest.mark.skip(reason=need.reason))


# --- The longest files first

SECONDS = "hitchpost/seconds"
# Of the files that take longest, for the first run on a machine. What a run measures takes their place.
LONGEST: dict[str, float] = {
    "tests/browser/test_pages_conform.py": 100,
    "tests/browser/journeys/test_editors.py": 45,
    "tests/test_make_run.py": 35,
    "tests/chaos/test_chaos.py": 35,
    "tests/browser/journeys/test_paying.py": 30,
    "demo/tests/test_demo.py": 25,
    "tests/browser/journeys/test_form.py": 20,
    "jobs/listings/tests/test_query_counts.py": 20,
    "tests/architecture/test_rooms.py": 20,
    "tests/browser/journeys/test_readers.py": 20,
    "tests/browser/test_search_journey.py": 15,
    "tests/browser/test_alerts_journey.py": 10,
}
_measured: defaultdict[str, float] = defaultdict(float)


def _file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def _seconds_before(config: pytest.Config) -> dict[str, float]:
    """Seconds by file, the same in every worker of a run: xdist requires one order."""
    if hasattr(config, "workerinput"):
        seconds: dict[str, float] = config.workerinput["seconds"]
        return seconds
    return LONGEST | _noted(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["seconds"] = _seconds_before(node.config)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _measured[_file_of(report.nodeid)] += report.duration


def _noted(config: pytest.Config) -> dict[str, float]:
    cache = getattr(config, "cache", None)
    return cache.get(f"{SECONDS}-{engine()}", {}) if cache else {}


def _note_seconds(config: pytest.Config) -> None:
    """Keep what was measured, unless only a part of some file may have run."""
    chosen = (
        config.option.keyword
        or getattr(config.option, "lf", False)
        or any("::" in each for each in config.args)
    )
    if (cache := getattr(config, "cache", None)) and not chosen and not hasattr(config, "workerinput"):
        seconds = {file: round(spent, 1) for file, spent in _measured.items()}
        cache.set(f"{SECONDS}-{engine()}", _noted(config) | seconds)


# --- What there are no means for


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
    _note_seconds(session.config)
    if _skips_forbidden(session.config) and session.exitstatus == 0 and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if _skips_forbidden(config) and (skipped := _skipped(config)):
        terminalreporter.section("CI must skip nothing", red=True)
        for line in skipped:
            terminalreporter.line(line)


def pytest_collection_finish() -> None:
    """Keep what was imported out of the garbage collector's sight: looking through it costs a twentieth."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give every test the default board, made once."""
    from tests import databases

    with django_db_blocker.unblock(), databases.furnished(), django_db_blocker.block():
        yield


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

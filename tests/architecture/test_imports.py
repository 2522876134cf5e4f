"""The arrows that import-linter cannot see: `site/` is a path root, and its modules have no package."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.rooms import ROOMS, SANDBOX

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"


def site_modules() -> set[str]:
    files = {path.name.split(".")[0] for path in SITE.glob("*.py")}
    folders = {path.name for path in SITE.iterdir() if (path / "__init__.py").exists()}
    return files | folders


def sources(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Absolute names of the modules that a file imports, wherever in the file it does."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *([node.module] if node.module else [])])


def offences(paths: list[Path], roots: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imported(path)
        if name.split(".")[0] in roots
    ]


def test_the_apps_import_nothing_of_the_composition_root() -> None:
    names = site_modules()
    assert {"settings", "urls", "wsgi"} <= names

    assert offences(sources(*(ROOT / room for room in ROOMS)), names) == []


def test_the_composition_root_leaves_stripe_to_the_gateway() -> None:
    assert offences(sources(SITE), {"stripe"}) == []


def test_the_sandbox_knows_nothing_of_the_project() -> None:
    sandbox = ROOT / SANDBOX
    strangers_to_it = {*ROOMS, *site_modules(), "tests", "wagtail"}
    strangers = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(sandbox)
        for name in imported(path)
        if name.split(".")[0] in strangers_to_it or name.startswith(("django.conf", "django.db"))
    ]

    assert sources(sandbox)
    assert strangers == []


@pytest.mark.parametrize("name", sorted(site_modules()))
def test_no_module_of_site_hides_one_of_the_standard_library(name: str) -> None:
    assert name not in sys.stdlib_module_names


def test_site_is_a_path_root_and_no_package() -> None:
    assert not (SITE / "__init__.py").exists()

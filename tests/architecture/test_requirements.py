"""Whatever the code imports, the project asks for by name, and not as somebody else's dependency."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement

from settings.rooms import ROOMS, SANDBOX

ROOT: Path = settings.BASE_DIR
RUNNING = (*ROOMS, "site")
WORKING = (*RUNNING, SANDBOX, "benchmarks", "scripts", "tests", "conftest.py")
# Tests run where `requirements-dev.txt` is installed, as does the sandbox.
NOT_RUNNING = {"tests"}


def asked_for(*files: str) -> set[str]:
    lines = "\n".join((ROOT / file).read_text() for file in files).splitlines()
    return {normalised(re.split(r"[\[~=<>]", line)[0]) for line in lines if line[:1].isalpha()}


def normalised(name: str) -> str:
    """As package indexes do."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def imported(places: tuple[str, ...], without: set[str]) -> Iterator[str]:
    """Top-level names of modules that are neither Python's nor the project's own."""
    own = {path.stem for path in [*ROOT.iterdir(), *(ROOT / "site").iterdir()]}
    for path in (path for place in places for path in [ROOT / place, *(ROOT / place).rglob("*.py")]):
        if path.suffix != ".py" or not without.isdisjoint(path.relative_to(ROOT).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            yield from {name.split(".")[0] for name in names} - own - sys.stdlib_module_names


@pytest.mark.parametrize(
    ("places", "without", "files"),
    [
        (RUNNING, NOT_RUNNING, ["requirements.in"]),
        (WORKING, set(), ["requirements.in", "requirements-dev.in"]),
    ],
)
def test_imports_are_asked_for(places, without, files):
    distributions = packages_distributions()
    wanted = {
        module: {normalised(name) for name in distributions[module]} for module in imported(places, without)
    }
    assert "wagtail" in wanted
    asked = asked_for(*files)
    assert {module for module, names in wanted.items() if names.isdisjoint(asked)} == set()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_extras_are_pinned_by_name(lock):
    """Older pips, such as the one in Python 3.11's venv, do not hold `name[extra]` to the pin of `name`."""
    pins = [
        Requirement(line.split(" \\")[0]) for line in (ROOT / lock).read_text().splitlines() if "==" in line
    ]
    pinned = {normalised(pin.name): pin.extras for pin in pins}
    for name in pinned:
        for needed in map(Requirement, requires_of(name)):
            if needed.extras and (not needed.marker or needed.marker.evaluate({"extra": ""})):
                assert needed.extras <= pinned[normalised(needed.name)], f"{name} needs {needed}"


def requires_of(name: str) -> list[str]:
    """Nothing of a package that is pinned for another system."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []

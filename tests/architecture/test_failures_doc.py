"""The table of failures names tests that exist and are run."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "failures.md"
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def functions_of(path: Path) -> set[str]:
    """Names that pytest collects: functions of the module itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def collected_folders() -> list[Path]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [ROOT / folder for folder in configuration["tool"]["pytest"]["ini_options"]["testpaths"]]


def test_every_failure_names_what_shows_it() -> None:
    assert len(rows()) >= 21
    for failure, answer, shown in rows():
        assert failure
        assert answer
        assert NAMED.findall(shown), failure
        assert NAMED.sub("", shown).replace(",", "").strip() == "", "tests and nothing else"


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(TABLE.read_text(encoding="utf-8")))))
def test_what_is_named_is_there_and_run(file: str, name: str) -> None:
    path = ROOT / file
    assert path.exists()
    assert path.name.startswith("test_")
    assert any(path.is_relative_to(folder) for folder in collected_folders())
    assert name in functions_of(path)

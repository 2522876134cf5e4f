"""What the repository's host reads: workflows, forms, hooks. It would only tell of a mistake after a push."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
FILES = sorted([*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml", ROOT / "mkdocs.yml"])


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_can_be_read(path):
    assert yaml.safe_load(path.read_text())


def test_the_workflow_runs_the_project_s_own_command_on_every_python_we_name():
    job = read(".github/workflows/ci.yml")["jobs"]["all"]
    assert {"run": ".ci/run"} in job["steps"]
    lowest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())[1]
    assert min(job["strategy"]["matrix"]["python"], key=lambda each: int(each.split(".")[1])) == lowest


def test_the_workflow_may_only_read():
    assert read(".github/workflows/ci.yml")["permissions"] == {"contents": "read"}


def test_every_document_is_in_the_menu_of_the_docs_site():
    named = {path for entry in read("mkdocs.yml")["nav"] for path in entry.values()}
    assert named == {path.name for path in (ROOT / "docs").glob("*.md")}


def test_hooks_use_the_tools_that_are_pinned():
    for hook in read(".pre-commit-config.yaml")["repos"][0]["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith(".venv/bin/")

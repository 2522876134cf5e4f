"""A setting that is written twice in one file silently loses what the first line said."""

import ast
from collections import Counter
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).resolve().parents[2] / "site" / "settings").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_setting_is_assigned_once_in_a_file(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    targets = [
        target
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    names = Counter(target.id for target in targets if isinstance(target, ast.Name))
    assert {name for name, times in names.items() if times > 1} == set()

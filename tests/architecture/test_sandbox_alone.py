"""The Stripe sandbox is a product of its own: a copy of its folder runs anywhere."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.rooms import SANDBOX

ROOT = Path(__file__).resolve().parents[2]
# All of them run with the project's own suite; here a few seconds must do.
QUICK = ["test_control", "test_paying"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds nothing but a copy of the sandbox."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(ROOT / SANDBOX, folder / SANDBOX, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def environment() -> dict[str, str]:
    """No settings of Django's, and no path into the project."""
    ours = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "DATABASE_URL"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def test_its_tests_pass_there(alone: Path, environment: dict[str, str]) -> None:
    """pytest imports every test file, and runs the quick ones."""
    plugins = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "no:playwright", "-p", "no:xdist"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "-k", " or ".join(QUICK), SANDBOX],
        cwd=alone,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"\d\d passed, \d+ deselected", result.stdout)


@pytest.fixture
def served(alone: Path, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [sys.executable, "-m", SANDBOX, "--port", str(port)]
    process = subprocess.Popen(arguments, cwd=alone, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        address = f"http://127.0.0.1:{port}/"
        assert address in first_line
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


def page(address: str) -> str:
    """The page, once the server answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own address
                return str(answer.read().decode())
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_it_is_served_there_by_its_own_command(served: str) -> None:
    assert "Offline payments" in page(served)
    assert ".checkout" in page(f"{served}static/pay.css")


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", lock.read_text(), re.MULTILINE))


def test_its_own_pins_are_those_it_is_tested_with() -> None:
    own, tested = pins(ROOT / SANDBOX / "requirements.txt"), pins(ROOT / "requirements-dev.txt")

    assert own["starlette"]
    assert {name: version for name, version in own.items() if tested[name] != version} == {}


def test_its_pins_are_compiled_from_what_it_declares() -> None:
    project = tomllib.loads((ROOT / SANDBOX / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[<>=~]", each)[0] for each in project["dependencies"]}
    lines = (ROOT / SANDBOX / "requirements.in").read_text().splitlines()

    assert {line for line in lines if line[:1].isalpha()} == declared

"""The first command of a fresh clone makes .venv, with uv where there is one and with pip where there is none."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).parent / "uv"
RECORD = "tiny-1.0.dist-info/"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project that pins one package, which lies beside it: nothing is fetched."""
    wheel = tmp_path / "wheels" / "tiny-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "NUMBER = 1\n")
        archive.writestr(f"{RECORD}METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr(f"{RECORD}WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{RECORD}RECORD", f"tiny.py,,\n{RECORD}METADATA,,\n{RECORD}WHEEL,,\n{RECORD}RECORD,,\n"
        )
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap.py", tmp_path / "scripts")
    (tmp_path / "programs").mkdir()
    pin(tmp_path, hashlib.sha256(wheel.read_bytes()).hexdigest())
    return tmp_path


def pin(clone: Path, digest: str) -> None:
    lines = ["--no-index", f"--find-links {clone / 'wheels'}", f"tiny==1.0 --hash=sha256:{digest}"]
    (clone / "requirements-dev.txt").write_text("\n".join(lines) + "\n")


def bootstrap(clone: Path) -> subprocess.CompletedProcess[str]:
    """With nothing on the PATH but what the test has put into `programs`."""
    environment = {
        "PATH": str(clone / "programs"),
        "HOME": str(clone),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    command = [sys.executable, "scripts/bootstrap.py"]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)


def installed(clone: Path) -> bool:
    command = [str(clone / ".venv" / "bin" / "python"), "-c", "import tiny"]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_uv_does_it_where_there_is_one(clone: Path) -> None:
    (clone / "programs" / "uv").symlink_to(UV)
    result = bootstrap(clone)

    assert (result.returncode, result.stderr) == (0, "")
    assert "with uv" in result.stdout
    assert installed(clone)
    assert not list((clone / ".venv").glob("lib/*/site-packages/pip")), "it took no pip"
    assert bootstrap(clone).stdout == "", "the second time there is nothing to do"


def test_pip_does_it_where_there_is_no_uv(clone: Path) -> None:
    result = bootstrap(clone)

    assert result.returncode == 0, result.stderr
    assert "with uv" not in result.stdout
    assert installed(clone)


def test_pip_does_what_uv_cannot(clone: Path) -> None:
    broken = clone / "programs" / "uv"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    result = bootstrap(clone)

    assert result.returncode == 0, result.stderr
    assert installed(clone)


def test_a_package_with_another_hash_is_refused_by_both(clone: Path) -> None:
    (clone / "programs" / "uv").symlink_to(UV)
    pin(clone, "0" * 64)
    result = bootstrap(clone)

    assert "with uv" in result.stdout
    assert "The packages could not be installed" in result.stderr
    assert not installed(clone)

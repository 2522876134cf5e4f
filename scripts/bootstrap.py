"""Makes .venv, and fills it from requirements-dev.txt when that file has changed. Standard library only.

Written for older Pythons too, so that they can say what is wrong with them.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
STAMP = VENV / "requirements.sha256"
LEAST = (3, 11)
NEWER_PYTHONS = ["python3.14", "python3.13", "python3.12", "python3.11"]


def main() -> None:
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and works():
        return
    if sys.version_info < LEAST:
        try_newer_python()
    if not works():
        make_venv()
    install()
    STAMP.write_text(wanted)


def works() -> bool:
    """Whether the environment's Python starts and is new enough: an upgrade of the system may break it."""
    if not PYTHON.exists():
        return False
    question = "import pip, sys; sys.exit(sys.version_info < %r)" % (LEAST,)  # noqa: UP031
    return subprocess.run([str(PYTHON), "-c", question], stderr=subprocess.DEVNULL).returncode == 0


def try_newer_python() -> None:
    for name in NEWER_PYTHONS:
        path = shutil.which(name)
        if path:
            os.execv(path, [path, *sys.argv])  # noqa: S606
    here = ".".join(map(str, sys.version_info[:2]))
    sys.exit(
        f"Hitchpost needs Python 3.11 or newer; this is {here}. Name one: make run PYTHON=/path/to/python3"
    )


def make_venv() -> None:
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        sys.exit(
            "This Python lacks its venv module: on Debian and Ubuntu, `apt-get install python3-venv` adds it."
        )
    print("Creating .venv …", flush=True)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment .venv could not be created.")


def install() -> None:
    print("Installing what requirements-dev.txt pins; the first time takes a minute or two …", flush=True)
    run(
        [
            *[str(PYTHON), "-m", "pip", "install", "--require-hashes", "--requirement", str(REQUIREMENTS)],
            *["--disable-pip-version-check", "--no-input", "--quiet", "--progress-bar", "on"],
        ],
        "The packages could not be installed: see above for the reason.",
    )


def run(command: "list[str]", complaint: str) -> None:
    if subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL).returncode:
        sys.exit(complaint)


if __name__ == "__main__":
    main()

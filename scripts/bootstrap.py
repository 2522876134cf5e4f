"""Make .venv, and install requirements-dev.txt into it when that file has changed. Standard library only.

Uses uv when it is on the PATH, because it is faster, and pip otherwise. Both check the hashes.
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
MIN_VERSION = (3, 11)
NEWER_PYTHONS = ["python3.14", "python3.13", "python3.12", "python3.11"]


def main() -> None:
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and works():
        return
    if sys.version_info < MIN_VERSION:
        try_newer_python()
    uv = shutil.which("uv")
    if not (uv and install_with_uv(uv)):
        install_with_pip()
    STAMP.write_text(wanted)


def works() -> bool:
    """Whether the environment's Python starts and is new enough: an upgrade of the system may break it."""
    return answers("import sys; sys.exit(sys.version_info < %r)" % (MIN_VERSION,))  # noqa: UP031


def answers(code: str) -> bool:
    """Run a line of Python in the environment; False when it fails or there is no environment."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", code], stderr=subprocess.DEVNULL).returncode == 0


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


def install_with_uv(uv: str) -> bool:
    """Return False when uv cannot do it, such as on a machine whose package index only pip knows."""
    print("Installing what requirements-dev.txt pins, with uv …", flush=True)
    if not works():
        # uv keeps an environment that is broken.
        shutil.rmtree(str(VENV), ignore_errors=True)
        if not succeeds([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]):
            return False
    options = ["--python", str(PYTHON), "--require-hashes", "--quiet"]
    return succeeds([uv, "pip", "install", *options, "--requirement", str(REQUIREMENTS)])


def install_with_pip() -> None:
    if not (works() and answers("import pip")):
        make_venv()
    print("Installing what requirements-dev.txt pins; the first time takes a minute or two …", flush=True)
    run(
        [
            *[str(PYTHON), "-m", "pip", "install", "--require-hashes", "--requirement", str(REQUIREMENTS)],
            *["--disable-pip-version-check", "--no-input", "--quiet", "--progress-bar", "on"],
        ],
        "The packages could not be installed: see above for the reason.",
    )


def run(command: "list[str]", complaint: str) -> None:
    if not succeeds(command):
        sys.exit(complaint)


def succeeds(command: "list[str]") -> bool:
    return subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    main()

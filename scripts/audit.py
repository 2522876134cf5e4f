"""`make audit`: name pinned packages with known holes. Exits with 1 when there are any.

Where the services that know them cannot be asked, it says so and exits with 0: that is no fault of the code.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).parent / "uv"
LOCKS = ["requirements.txt", "requirements-dev.txt", "stripe_sandbox/requirements.txt"]
SECONDS = 240


def main() -> int:
    found = False
    for lock in LOCKS:
        report, said = audit(lock)
        if report is None:
            print(f"{lock}: not audited, as the services that know holes could not be asked ({said}).")
            continue
        holes = [each for each in report["dependencies"] if each.get("vulns")]
        for package in holes:
            names = ", ".join(hole["id"] for hole in package["vulns"])
            print(f"{lock}: {package['name']} {package['version']}: {names}")
        found = found or bool(holes)
        if not holes:
            print(f"{lock}: no known holes in {len(report['dependencies'])} packages.")
    return 1 if found else 0


def audit(lock: str) -> tuple[dict[str, Any] | None, str]:
    """Return pip-audit's report, or None and the last line that it printed."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.json"
        tool = [str(UV), "run", "--isolated", "--no-project", "--with-requirements", "requirements-audit.txt"]
        question = ["pip-audit", "--requirement", lock, "--require-hashes", "--disable-pip"]
        try:
            result = subprocess.run(
                [*tool, *question, "--format", "json", "--output", str(output), "--progress-spinner", "off"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return None, type(error).__name__
        try:
            report: dict[str, Any] = json.loads(output.read_text())
        except (OSError, ValueError):
            return None, (result.stderr.strip() or "no answer").splitlines()[-1][:200]
        return report, ""


if __name__ == "__main__":
    sys.exit(main())

"""`make lighthouse`: measure mobile scores of readers' first pages, medians of five runs, beside `make run`.

Needs Node.js, whose npx fetches Lighthouse, and Chromium. Exits with 1 when a median is below its minimum.
"""

import json
import os
import re
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import httpx

from conftest import find_chromium

RUNS = 5
TRIES = 3
# Lighthouse waits for ever for a browser that hangs; a usual run takes half a minute.
MAX_SECONDS = 150
MIN_SCORES = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
COMMAND = ["npx", "--yes", "lighthouse@13"]
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
BOARDS = ["127.0.0.1", "designers.localhost"]
LISTING = re.compile(r'href="(/jobs/[a-z0-9-]+/)"')


def main() -> int:
    port = os.environ.get("PORT", "8000")
    print(f"{'page':44}" + "".join(f"{name:>16}" for name in MIN_SCORES))
    too_low = 0
    for board in BOARDS:
        for path in ("/", "/jobs/", first_listing(board, port)):
            medians = measure(f"http://{board}:{port}{path}")
            print(
                f"{board + path:44.44}" + "".join(f"{medians[name]:16.0f}" for name in MIN_SCORES), flush=True
            )
            too_low += any(medians[name] < minimum for name, minimum in MIN_SCORES.items())
    return 1 if too_low else 0


def first_listing(board: str, port: str) -> str:
    # Only browsers resolve the second board's name; other programs send it as the Host header.
    host = {"Host": f"{board}:{port}"}
    found = LISTING.search(httpx.get(f"http://127.0.0.1:{port}/jobs/", headers=host, trust_env=False).text)
    if found is None:
        sys.exit(f"{board} has no listing")
    return found[1]


def measure(url: str) -> dict[str, float]:
    """Return the median of each category, out of 100."""
    scores: dict[str, list[float]] = defaultdict(list)
    for run in range(RUNS):
        print(f"{url}: run {run + 1} of {RUNS}", file=sys.stderr, flush=True)
        for name, category in report(url)["categories"].items():
            scores[name].append(100 * (category["score"] or 0))
    return {name: statistics.median(found) for name, found in scores.items()}


def report(url: str) -> dict[str, dict[str, dict[str, float | None]]]:
    command = shlex.split(os.environ["LIGHTHOUSE"]) if "LIGHTHOUSE" in os.environ else COMMAND
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        options = ["--quiet", "--output=json", f"--output-path={path}", f"--chrome-flags={FLAGS}"]
        environment = os.environ | {"CHROME_PATH": find_chromium() or ""}
        # Now and then Lighthouse loses the trace of a page, and has to be run again.
        if not any(_run([*command, url, *options], environment) for _ in range(TRIES)):
            sys.exit(f"Lighthouse has no report of {url}: see above for the reason.")
        found: dict[str, dict[str, dict[str, float | None]]] = json.loads(path.read_text())
    return found


def _run(command: list[str], environment: Mapping[str, str]) -> bool:
    """Return whether it succeeds in time; else nothing that it has started goes on."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        return process.wait(MAX_SECONDS) == 0
    except subprocess.TimeoutExpired:
        print(f"Lighthouse was ended after {MAX_SECONDS} s.", file=sys.stderr)
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())

"""Check a container's health: request /healthz with a host name that the site accepts.

With --end-after 3 the third failure in a row ends the container, so that its restart policy starts it anew: an engine
without an orchestrator only marks it as unhealthy.
"""

import os
import signal
import sys
import urllib.request
from pathlib import Path

# In a file system of the container's own, which is empty when it starts.
FAILURES = Path("/tmp/healthcheck-failures")  # noqa: S108


def check() -> None:
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
    # Raises on an error, which makes the check fail.
    urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=4)


def main(arguments: list[str]) -> None:
    end_after = int(arguments[1]) if arguments[:1] == ["--end-after"] else 0
    try:
        check()
    except (OSError, ValueError):
        failures = len(FAILURES.read_text()) + 1 if FAILURES.exists() else 1
        FAILURES.write_text("x" * failures)
        if end_after and failures >= end_after:
            os.kill(1, signal.SIGTERM)
        raise
    FAILURES.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])

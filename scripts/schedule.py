"""Run the scheduled jobs: for `make run`, and where there is no cron. The same as `manage.py run_scheduler`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    # Started by its name, a script finds only what lies beside it.
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")

    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "run_scheduler"])


if __name__ == "__main__":
    main()

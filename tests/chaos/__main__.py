"""`make chaos`: one run. Exits with 1 and a list when the books differ."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="The same seed gives the same run.")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20, help="How many workers are killed.")
    parser.add_argument("--postgres", default=os.environ.get("TEST_POSTGRES_URL") or DEFAULT_POSTGRES)
    parser.add_argument("--template", default="", help="A migrated database to copy instead of migrating.")
    parser.add_argument("--keep", action="store_true", help="Keep logs and the sandbox's state.")
    options = parser.parse_args()
    # Also when asked to stop, the programs are ended and the database is dropped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed

    from tests.chaos.database import scratch
    from tests.chaos.programs import free_port

    print(f"Seed {seed}: {options.submissions} submissions, {options.kills} kills.", flush=True)
    started = time.monotonic()
    var = Path(tempfile.mkdtemp(prefix="hitchpost-chaos-"))
    try:
        with scratch(options.postgres, template=options.template) as database_url:
            ports = free_port(), free_port()
            prepare(database_url, var, sandbox_port=ports[1], migrate=not options.template)

            # Only now: it needs Django to be set up.
            from tests.chaos.run import run

            differences = run(
                seed=seed, submissions=options.submissions, kills=options.kills, ports=ports, var=var
            )
    finally:
        if options.keep:
            print(f"Kept: {var}")
        else:
            shutil.rmtree(var, ignore_errors=True)
    print(f"{time.monotonic() - started:.0f} s in all.")
    if not differences:
        print(f"Seed {seed}: the books agree.")
        return 0
    print(f"\nSeed {seed}: {len(differences)} differences:")
    for difference in differences:
        print(f"  {difference}")
    return 1


def prepare(database_url: str, var: Path, *, sandbox_port: int, migrate: bool) -> None:
    """Django on the run's own database. The workers get the same environment."""
    sys.path.insert(1, str(ROOT / "site"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var),
        "STRIPE_API_BASE": f"http://127.0.0.1:{sandbox_port}",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        print("Preparing the database …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

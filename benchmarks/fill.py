"""`python -m benchmarks.fill 100000`: add that many live listings to the first board of DATABASE_URL.

The same seed writes the same texts. Run again, it adds more.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fill", description=__doc__)
    parser.add_argument("count", type=int, help="How many listings to add.")
    parser.add_argument("--seed", type=int, default=1, help="The same seed writes the same texts.")
    options = parser.parse_args()
    set_up()

    from django.conf import settings

    if not settings.DEMO_ALLOWED:
        sys.exit("These settings do not allow made-up listings (DEMO_ALLOWED).")

    # Only now: it needs Django to be set up.
    from benchmarks.listings import BATCH, fill

    started = time.monotonic()

    def tell(done: int) -> None:
        if done % (10 * BATCH) == 0 or done == options.count:
            print(f"{done:,} of {options.count:,} listings, {time.monotonic() - started:.0f} s", flush=True)

    fill(options.count, seed=options.seed, tell=tell)
    print(f"Filled and analyzed in {time.monotonic() - started:.0f} s.")


def set_up() -> None:
    """Set Django up with the settings of development, unless others are set."""
    sys.path.insert(1, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")
    import django

    django.setup()


if __name__ == "__main__":
    main()

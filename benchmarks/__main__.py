"""`make bench`: measure readers' pages, as multiples of the fastest answer that this machine gives.

The floor is /healthz, which goes through the same middleware and does no work. Ratios can be compared between
fast and slow machines; milliseconds are shown beside them.
"""

import os
import sys
from pathlib import Path

from benchmarks import search
from benchmarks.timing import fetcher, median_milliseconds

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0)
    try:
        call_command("load_demo", port=8000, verbosity=0)
        report(measure_all())
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure_all() -> dict[str, tuple[float, int]]:
    """Return the median milliseconds and the number of queries of each page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from jobs.listings.models import JobPage

    listing = JobPage.objects.live().earliest("pk")
    pages = {
        "floor (/healthz)": "/healthz",
        "home": "/",
        "job index": "/jobs/",
        "listing": listing.get_url(),
        "post a job": "/post-a-job/",
    }
    client = Client(headers={"Host": listing.get_site().hostname})
    results = {}
    for label, url in pages.items():
        fetch = fetcher(client, url)
        with CaptureQueriesContext(connection) as queries:
            fetch()
        # Counted before the next request, which begins the log anew.
        counted = len(queries)
        results[label] = (median_milliseconds(fetch), counted)
    return results


def report(results: dict[str, tuple[float, int]]) -> None:
    floor = next(iter(results.values()))[0]
    print(f"{'page':20} {'× floor':>8} {'queries':>8} {'ms':>8}")
    for label, (milliseconds, queries) in results.items():
        print(f"{label:20} {milliseconds / floor:8.1f} {queries:8} {milliseconds:8.2f}")


if __name__ == "__main__":
    main()
    search.main()

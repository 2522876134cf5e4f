"""Measure inside one process what cannot be seen from outside: numbers of queries, and the time in the database.

`python -m benchmarks.inside addresses|first|streams|admin` prints one line of JSON.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.fill import set_up
from caching.generations import STATE

PAGE = 2_000
PER_PAGE = 25
ADMIN_LISTS = {
    "admin: listings": "/admin/listings/",
    "admin: payments": "/admin/payments/",
    "admin: companies": "/admin/companies/",
}
ADMIN_ROUNDS = 5
# Asked once each, so that none is answered from what was kept of another.
FILTERS = [
    "type=contract&remote=remote",
    "region=europe",
    "country=DE&remote=hybrid",
    "country=FR&country=ES",
    "tag=skill-rust",
    "salary_min=60000",
    "salary_min=40000&type=full_time&country=GB",
    "type=internship",
    "remote=remote&region=worldwide&sort=salary",
    "tag=skill-python&tag=skill-django",
]
SEARCHES = [
    "q=engineer",
    "q=senior",
    "q=kubernetes",
    "q=%22rust+engineer%22",
    "q=mapp",
    "q=kubernets",
    "q=zzyzx",
    "q=payments+developer",
    "q=engineer&sort=newest",
    "q=designer&remote=remote&country=DE",
]


@dataclass
class Work:
    """What one request cost."""

    milliseconds: float = 0.0
    sql_milliseconds: float = 0.0
    queries: int = 0
    bytes: int = 0
    statements: dict[str, float] = field(default_factory=dict)


def main() -> None:
    set_up()
    asked = {"addresses": addresses, "first": first, "streams": streams, "admin": admin}
    print(json.dumps(asked[sys.argv[1]]()))


def addresses() -> dict[str, Any]:
    """Return the pages to measure on the first board, by their names, and how many listings are live."""
    from django.urls import reverse
    from wagtail.models import Site

    from jobs.listings.models import Category, JobPage

    site = Site.objects.earliest("pk")
    live = JobPage.objects.on_site(site).live()
    listing = live.filter(featured=False).newest()[0]
    category = Category.objects.filter(site=site)[0]
    pages = {
        "home": "/",
        "index": "/jobs/",
        "listing": listing.get_url(),
        "filter": f"/jobs/?category={category.slug}&remote=remote",
        "search": "/jobs/?q=engineer",
        "companies": reverse("jobs:companies"),
        "company": listing.company.get_absolute_url(),
        "category": category.get_absolute_url(),
        "RSS": reverse("jobs:feed_rss"),
        "Atom": reverse("jobs:feed_atom"),
        "JSON feed": reverse("jobs:feed_json"),
        "feed.xml": reverse("jobs:feed_xml"),
        "sitemap": reverse("sitemap"),
        "form": reverse("submissions:post"),
    }
    paths = {name: url.removeprefix(site.root_url) for name, url in pages.items()}
    return {"live": live.count(), "paths": paths}


def first() -> dict[str, Any]:
    """Return what filters, searches and a far page cost when nobody has asked for them before."""
    client = _client()
    live = addresses()["live"]
    # What every process does once is not the search's.
    for path in ("/", "/jobs/?sort=salary", "/jobs/?category=none", "/jobs/?q=warm"):
        _measure(client, path)
    far = f"page={min(PAGE, max(2, live // PER_PAGE))}"
    asked = {"filter": FILTERS, "search": SEARCHES, "page": [far], "again": [FILTERS[0], SEARCHES[0]]}
    return {
        name: {query: asdict(_measure(client, f"/jobs/?{query}")) for query in queries}
        for name, queries in asked.items()
    }


def streams() -> dict[str, Any]:
    """Return the cost of the feed with all listings, and of the sitemap with all its files."""
    client = _client()
    found = {"feed.xml": asdict(_measure(client, "/jobs/feed.xml"))}
    total = Work()
    for path in ["/sitemap.xml", *_sections(client)]:
        work = _measure(client, path)
        total.milliseconds += work.milliseconds
        total.sql_milliseconds += work.sql_milliseconds
        total.queries += work.queries
        total.bytes += work.bytes
    return found | {"sitemap": asdict(total)}


def admin() -> dict[str, Any]:
    """Return what the editors' lists cost a superuser: queries, and the median of the time."""
    from django.contrib.auth import get_user_model

    client = _client()
    user, _made = get_user_model().objects.get_or_create(username="measurer", is_superuser=True)
    client.force_login(user)
    found = {}
    for name, path in ADMIN_LISTS.items():
        works = [_measure(client, path) for _ in range(ADMIN_ROUNDS + 1)][1:]
        typical = works[-1]
        typical.milliseconds = statistics.median(work.milliseconds for work in works)
        found[name] = asdict(typical)
    return found


def _sections(client: Any) -> list[str]:
    """List the files that the sitemap names, if it is a list of files."""
    text = _body(client.get("/sitemap.xml", secure=True, headers={"Accept-Encoding": "identity"})).decode()
    if "<sitemapindex" not in text:
        return []
    return [f"/{address.split('/', 3)[3]}" for address in re.findall(r"<loc>([^<]+)</loc>", text)]


def _client() -> Any:
    from django.conf import settings
    from django.test import Client
    from wagtail.models import Site

    # What django.test adds by itself only when its runner has set it up.
    settings.ALLOWED_HOSTS = ["*"]
    site = Site.objects.earliest("pk")
    return Client(headers={"Host": f"{site.hostname}:{site.port}", "Accept-Encoding": "gzip"})


def _measure(client: Any, path: str) -> Work:
    work = Work()
    with _counted(work):
        started = time.perf_counter()
        answer = client.get(path, secure=True)
        work.bytes = len(_body(answer))
        work.milliseconds = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        sys.exit(f"{path} was answered {answer.status_code}")
    return work


def _body(answer: Any) -> bytes:
    if not answer.streaming:
        return bytes(answer.content)
    return b"".join(answer.streaming_content)


@contextmanager
def _counted(work: Work) -> Iterator[None]:
    from django.db import connection

    def count(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        # A process asks this a few times a second, and so more often while it does slow work.
        if statement == STATE:
            return execute(statement, params, many, context)
        started = time.perf_counter()
        try:
            return execute(statement, params, many, context)
        finally:
            taken = (time.perf_counter() - started) * 1000
            work.sql_milliseconds += taken
            work.queries += 1
            work.statements[statement[:200]] = max(taken, work.statements.get(statement[:200], 0.0))

    with connection.execute_wrapper(count):
        yield


if __name__ == "__main__":
    main()

"""Measure search on a board of 10,000 listings, as a multiple of the same search on one of 100.

Each search is fetched as a page, through the whole stack. The second column is the multiple of the floor, the
fastest answer of this machine (/healthz), measured in the same run. Both databases are measured: SQLite,
and PostgreSQL where one answers (TEST_POSTGRES_URL, or the one on this machine).
"""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import fetcher, median_milliseconds
from scripts.test import postgres_url

if TYPE_CHECKING:
    from tests.factories import Board

ROOT = Path(__file__).resolve().parents[1]
SMALL, LARGE = 100, 10_000
CATEGORY, COMPANY = "topic", "employer"
STATES = {
    "every listing": "",
    "a frequent word": "q=engineer",
    "a rare word": "q=quasar",
    "a beginning": "q=eng",
    "a phrase": "q=%22kubernetes+engineer%22",
    "a typing error": "q=kubernets",
    "nothing found": "q=zzyzx",
    "words, by date": "q=engineer&sort=newest",
    "category": f"category={CATEGORY}",
    "type": "type=contract",
    "workplace": "remote=remote",
    "region": "region=europe",
    "country": "country=DE",
    "company": f"company={COMPANY}",
    "tag": "tag=rust",
    "pay": "salary_min=60000",
    "by pay": "sort=salary",
    "four at once": f"q=engineer&remote=remote&category={CATEGORY}&salary_min=40000",
    "last page": "page=99999",
}
SKILLS = [
    "Kubernetes",
    "Rust",
    "Postgres",
    "Kafka",
    "Python",
    "Terraform",
    "Linux",
    "Go",
    "Erlang",
    "Networks",
]
ROLES = ["engineer", "developer", "administrator", "architect", "lead"]


def main() -> None:
    for name, url in (("SQLite", ""), ("PostgreSQL", postgres_url())):
        if name == "PostgreSQL" and not url:
            print("\nPostgreSQL: none answers; set TEST_POSTGRES_URL.")
            continue
        environment = dict(os.environ) | ({"DATABASE_URL": url} if url else {})
        print(f"\nSearch on {name}, {LARGE:,} listings against {SMALL}:", flush=True)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.search", "--here"], env=environment, check=True, cwd=ROOT
        )


def measure_here() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")

    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    if connection.vendor == "postgresql":
        # Apart from the database of tests that may be running there.
        connection.settings_dict["TEST"]["NAME"] = f"hitchpost_bench_{os.getpid()}"
    name = connection.creation.create_test_db(verbosity=0)
    try:
        compare()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def compare() -> None:
    from django.test import Client

    from jobs.listings.models import Company, JobPage
    from tests.factories import CategoryFactory, make_board

    board = make_board()
    CategoryFactory(site=board.site, slug=CATEGORY)
    CategoryFactory.create_batch(9, site=board.site)
    client = Client()
    floor = median_milliseconds(fetcher(client, "/healthz"))
    fill(board, SMALL)
    Company.objects.filter(pk=JobPage.objects.earliest("pk").company_id).update(slug=COMPANY)
    small = measure(client)
    fill(board, LARGE - SMALL)
    large = measure(client)
    print(f"{'search':20} {'ratio':>7} {'× floor':>9} {'ms':>8}")
    for label, milliseconds in large.items():
        ratio = milliseconds / small[label]
        print(f"{label:20} {ratio:7.1f} {milliseconds / floor:9.1f} {milliseconds:8.2f}")


def measure(client: Any) -> dict[str, float]:
    return {
        label: median_milliseconds(fetcher(client, f"/jobs/?{query}"), rounds=15)
        for label, query in STATES.items()
    }


def fill(board: "Board", count: int) -> None:
    """Add varied listings, the same ones in each run."""
    from django.db import connection

    from jobs.listings.models import Category, JobPage, JobTag
    from jobs.listings.models.details import Tag
    from jobs.listings.search import index
    from tests.factories import bulk_listings

    dice = random.Random(count)  # noqa: S311 - nothing secret
    letters = random.Random(0)  # noqa: S311
    words = ["".join(letters.choices("abcdefghilmnoprstuvwy", k=letters.randint(3, 10))) for _ in range(4000)]
    # As in any language, few words are frequent.
    frequencies = [1 / rank for rank in range(1, len(words) + 1)]
    categories = list(Category.objects.filter(site=board.site))
    tags = [Tag.objects.get_or_create(name=skill, slug=skill.lower())[0] for skill in SKILLS]
    jobs = bulk_listings(board, count)
    for number, job in enumerate(jobs):
        job.title = (
            f"{dice.choice(SKILLS)} {dice.choice(ROLES)}, {' '.join(dice.choices(words, frequencies, k=2))}"
        )
        job.description = f"<p>{' '.join(dice.choices(words, frequencies, k=150))}</p>"
        job.category = dice.choice(categories)
        job.employment_type = dice.choice(JobPage.EmploymentType.values)
        job.remote = dice.choice(JobPage.Workplace.values)
        job.salary_min = dice.randrange(30_000, 120_000, 1_000)
        if number % 97 == 0:
            job.title += " quasar"
    fields = ["title", "description", "category", "employment_type", "remote", "salary_min"]
    JobPage.objects.bulk_update(jobs, fields, batch_size=500)
    JobTag.objects.bulk_create(
        JobTag(tag=tag, content_object=job) for job in jobs for tag in dice.sample(tags, 2)
    )
    index.rebuild()
    # Statistics for the planner, which a server collects by itself.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    measure_here() if "--here" in sys.argv else main()

"""Readers, employers and an editor. Each acts at its own pace, whether or not the others are waiting."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from django.db import connections

from benchmarks.inside import FILTERS, SEARCHES
from benchmarks.load.records import Employers, Host, Records
from benchmarks.load.watch import Change, Watcher
from jobs.listings.models import JobPage
from tests.chaos.browser import GaveUp
from tests.chaos.employer import Employer
from tests.chaos.plan import Story
from tests.chaos.stage import Stage

READERS = 8
EMPLOYER_EVERY_SECONDS = 2.0
EDITOR_EVERY_SECONDS = 1.0
# Of each host.
PROCESSES = 2
# Numbers of so many digits, so that no title is a part of another one.
FIRST_NUMBER = 1001
# How many of a hundred readers' requests go where.
MIX = {
    "home": 10,
    "index": 25,
    "page of the index": 5,
    "filter": 15,
    "search": 15,
    "listing": 20,
    "company": 4,
    "feed": 6,
}
FEEDS = ["/jobs/feed.rss", "/jobs/feed.atom", "/jobs/feed.json"]


@dataclass
class Load:
    """What all people share. `ends` is when they stop."""

    hosts: list[Host]
    records: Records
    watcher: Watcher
    ends: float
    seed: int
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, action: Callable[..., None], *arguments: object) -> None:
        def act() -> None:
            try:
                action(*arguments)
            except Exception as error:  # noqa: BLE001 - told with the other errors, and the load goes on
                self.records.fail(f"{action.__name__}: {type(error).__name__}: {error}")
            finally:
                connections.close_all()

        thread = threading.Thread(target=act, daemon=True)
        self.threads.append(thread)
        thread.start()

    def beats(self, seconds: float) -> Iterator[int]:
        """Yield a number at each beat until the end; late ones at once."""
        started = time.monotonic()
        for number in itertools.count():
            due = started + number * seconds
            if max(due, time.monotonic()) >= self.ends:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            yield number


# --- Readers


def read(load: Load, number: int, pages: dict[str, list[str]], per_second: float) -> None:
    dice = random.Random(f"reader {load.seed} {number}")  # noqa: S311 - reproducible
    for _ in load.beats(READERS / per_second):
        kind = dice.choices(list(MIX), weights=list(MIX.values()))[0]
        status, text, seconds = dice.choice(load.hosts).fetch(dice.choice(pages[kind]))
        # A listing may be over.
        expected = (200, 410) if kind == "listing" else (200,)
        error = "" if status in expected else f"{status} {text[:80]}"
        load.records.note(f"reader: {kind}", seconds, error)


def pages_to_read() -> dict[str, list[str]]:
    live = list(JobPage.objects.live().newest().select_related("company")[:300])
    return {
        "home": ["/"],
        "index": ["/jobs/"],
        "page of the index": [f"/jobs/?page={number}" for number in range(2, 12)],
        "filter": [f"/jobs/?{query}" for query in FILTERS],
        "search": [f"/jobs/?{query}" for query in SEARCHES],
        "listing": [f"/jobs/{page.slug}/" for page in live],
        "company": [page.company.get_absolute_url() for page in live],
        "feed": FEEDS,
    }


# --- An editor, who works in a process of neither host


def edit(load: Load, drafts: list[JobPage], listings: list[JobPage]) -> None:
    """Publish a draft and close a listing at each beat."""
    for _, draft, listing in zip(load.beats(EDITOR_EVERY_SECONDS), drafts, listings, strict=False):
        load.start(_publish, load, draft)
        load.start(_close, load, listing)


def _publish(load: Load, page: JobPage) -> None:
    started = time.monotonic()
    page.get_latest_revision().publish()
    committed = time.monotonic()
    load.records.note("editor: publishes", committed - started)
    load.watcher.add(
        Change(
            kind="published by an editor",
            title=page.title,
            path=f"/jobs/{page.slug}/",
            appears=True,
            at=committed,
        )
    )


def _close(load: Load, page: JobPage) -> None:
    # Not the whole title: the page of results says what was searched for.
    words = " ".join(page.title.split()[-2:])
    path, in_list = f"/jobs/{page.slug}/", f"/jobs/?q={quote_plus(words)}"
    # So that there is something to forget, in each process of each host.
    for host in load.hosts * PROCESSES:
        host.fetch(path)
        host.fetch(in_list)
    started = time.monotonic()
    JobPage.objects.get(pk=page.pk).unpublish()
    committed = time.monotonic()
    load.records.note("editor: closes", committed - started)
    load.watcher.add(
        Change(
            kind="closed by an editor",
            title=page.title,
            path=path,
            appears=False,
            at=committed,
            in_list=in_list,
        )
    )


# --- Employers, who pay at the sandbox


def employ(load: Load, stage: Stage, network: Employers, employers: list[Employer]) -> None:
    for number in load.beats(EMPLOYER_EVERY_SECONDS):
        employer = Employer(_story(FIRST_NUMBER + number), stage, network)
        employers.append(employer)
        load.start(_post_and_pay, employer)


def _post_and_pay(employer: Employer) -> None:
    try:
        for pause in employer.run():
            time.sleep(pause)
    except GaveUp as error:
        raise AssertionError(f"{employer.email} gave up at {error}") from None


def _story(number: int) -> Story:
    """An employer who posts, pays by card, and leaves: only the webhook publishes."""
    return Story(
        number=number,
        featured=False,
        double_preview=False,
        edits_first=False,
        changes_plan_first=False,
        pays=True,
        double_pay_click=False,
        between="nothing",
        way="card",
        double_submit=False,
        tries_again=False,
        returns="never",
        after="nothing",
        pack="none",
        pace=0.2,
    )


def paid_for(load: Load, employers: list[Employer], session_id: str, came: float, answered: float) -> None:
    """Watch the listing whose session was paid."""
    employer = next((one for one in employers if one.session_id == session_id), None)
    if employer is None:
        load.records.fail(f"nobody paid {session_id}")
        return
    title = employer.titles[-1]
    slug = JobPage.objects.values_list("slug", flat=True).get(title=title)
    connections.close_all()
    load.watcher.add(
        Change(
            kind="paid by an employer",
            title=title,
            path=f"/jobs/{slug}/",
            appears=True,
            at=came,
            answered_at=answered,
        )
    )

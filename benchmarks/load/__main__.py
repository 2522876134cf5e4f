"""`make load`: readers, employers and an editor for a minute on two hosts; then latencies and the staleness seen.

The hosts are two gunicorns on one PostgreSQL database of the run's own; Stripe is the sandbox. The exit status is 0
however the figures are.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.installs import PATHS
from benchmarks.load.records import HEAD, Employers, Host, Records, line, percentile
from benchmarks.load.watch import Change, Watcher
from benchmarks.load.webhooks import balancer
from benchmarks.servers import Failed, end_on_sigterm, serving
from scripts.test import postgres_url
from tests.chaos.database import scratch
from tests.chaos.programs import ROOT, free_port, running, sandbox_arguments

GOAL_SECONDS = 1.0
# Those that are at work when time is up may finish.
PATIENCE_SECONDS = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", type=int, default=1_000, help="Listings on the board before it begins.")
    parser.add_argument(
        "--readers", type=float, default=80, help="How many pages all readers ask for a second."
    )
    parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same readers.")
    options = parser.parse_args()
    end_on_sigterm()
    server_url = postgres_url()
    if not server_url:
        print("No PostgreSQL answers: set TEST_POSTGRES_URL.", file=sys.stderr)
        return 1
    var = Path(tempfile.mkdtemp(prefix="hitchpost-load-"))
    try:
        with scratch(server_url) as database_url:
            ports = free_port(), free_port(), free_port()
            prepare(database_url, var, ports)
            run(var, ports, options)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(var, ignore_errors=True)
    return 0


def prepare(database_url: str, var: Path, ports: tuple[int, int, int]) -> None:
    """Set Django up on the run's own database. The hosts get the same environment."""
    sys.path.insert(1, str(ROOT / "site"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "settings.dev",
        "DEBUG": "0",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var),
        "PYTHONPATH": PATHS,
        "PORT": str(ports[0]),
        "STRIPE_API_BASE": f"http://127.0.0.1:{ports[2]}",
        "STRIPE_SECRET_KEY": "",
        "STRIPE_WEBHOOK_SECRETS": "",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
        # All people come from one address.
        "RATE_LIMIT_FACTOR": "1000000",
        "SUBMISSION_RATE": "1000000/hour",
        "WEB_CONCURRENCY": "2",
        "WEB_THREADS": "4",
    }
    import django

    django.setup()
    from django.core.management import call_command

    print("Preparing the database and the static files …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def run(var: Path, ports: tuple[int, int, int], options: argparse.Namespace) -> None:
    # Only now: they need Django to be set up.
    from django.db import connections

    from benchmarks.listings import fill
    from benchmarks.load import people
    from tests.chaos.employer import Employer
    from tests.chaos.stage import Stage
    from tests.factories import DraftJobFactory, LiveJobFactory, make_board

    records, employers = Records(), list[Employer]()
    hosts = [Host(port=port, name=f"127.0.0.1:{ports[0]}") for port in ports[:2]]
    network = Employers(records)
    stage = Stage(
        site_url=f"http://{hosts[0].name}", stripe_url=os.environ["STRIPE_API_BASE"], network=network
    )
    stage.set_up(ports[0])
    board = make_board(hostname="127.0.0.1")
    fill(options.size, seed=options.seed)
    numbers = range(people.FIRST_NUMBER, people.FIRST_NUMBER + int(options.seconds) + 1)
    drafts = [
        DraftJobFactory(board=board, title=f"Keeper of lamp {number}", slug=f"lamp-{number}")
        for number in numbers
    ]
    listings = [
        LiveJobFactory(board=board, title=f"Keeper of bell {number}", slug=f"bell-{number}")
        for number in numbers
    ]
    pages = people.pages_to_read()
    connections.close_all()
    watcher = Watcher(hosts, fetched=partial(records.note, "reader: watches for changes"))
    load = people.Load(hosts=hosts, records=records, watcher=watcher, ends=0, seed=options.seed)
    with ExitStack() as stack:
        note = partial(_note_webhook, records)
        paid = partial(people.paid_for, load, employers)
        webhooks = stack.enter_context(balancer(hosts, paid=paid, note=note))
        arguments = sandbox_arguments(
            port=ports[2], state=var / "sandbox.sqlite3", webhook_url=f"{webhooks}/payments/stripe/webhook/"
        )
        stack.enter_context(
            running(
                "sandbox", arguments, environment=os.environ, log=var / "sandbox.log",
                answers_at=stage.stripe_url,
            )
        )  # fmt: skip
        for number, host in enumerate(hosts):
            stack.enter_context(
                serving(
                    f"host-{number}", "wsgi", environment=dict(os.environ) | {"PORT": str(host.port)}, folder=var,
                    port=host.port, arguments=["--config", "site/gunicorn.conf.py", "--preload"],
                    answers_at="/healthz",
                )
            )  # fmt: skip
            host.fetch("/jobs/")
        print(f"Two hosts, {options.size:,} listings, {options.seconds:.0f} s …", flush=True)
        load.ends = time.monotonic() + options.seconds
        watchers = watcher.start()
        for number in range(people.READERS):
            load.start(people.read, load, number, pages, options.readers)
        load.start(people.edit, load, drafts, listings)
        load.start(people.employ, load, stage, network, employers)
        _join(load.threads, load.ends + PATIENCE_SECONDS)
        watcher.end()
        _join(watchers, time.monotonic() + PATIENCE_SECONDS)
    report(records, watcher.seen, watcher.never_seen, options.seconds)


def _note_webhook(records: Records, seconds: float, status: int) -> None:
    records.note("webhook", seconds, "" if status == 200 else str(status))


def _join(threads: list[threading.Thread], ends: float) -> None:
    # The list grows while people start others.
    for thread in threads:
        thread.join(max(0.1, ends - time.monotonic()))


def report(records: Records, seen: list[tuple[Change, float]], never_seen: list[str], seconds: float) -> None:
    """Print latencies by kind, errors, and the staleness."""
    print(f"\nLatency by kind\n{HEAD}")
    for kind in sorted(records.seconds):
        print(line(kind, records.seconds[kind]))
    total = sum(map(len, records.seconds.values()))
    readers = sum(len(found) for kind, found in records.seconds.items() if kind.startswith("reader"))
    print(f"{total / seconds:.0f} requests a second, {readers / total:.0%} of them by readers.")
    print(f"Errors: {len(records.errors)}")
    for error in records.errors[:10]:
        print(f"  {error}")
    print(f"\nStaleness: until every host shows it, in the list and on the listing's page\n{HEAD}")
    for kind in sorted({change.kind for change, _at in seen}):
        print(line(kind, [at - change.at for change, at in seen if change.kind == kind]))
    answered = [(change, at) for change, at in seen if change.answered_at is not None]
    after_answers = [max(0.0, at - (change.answered_at or at)) for change, at in answered]
    print(line("paid, from the webhook's answer", after_answers))
    print(f"Never seen by all hosts within half a minute: {len(never_seen)}")
    for change in never_seen[:10]:
        print(f"  {change}")
    if answered:
        p99 = percentile([at - change.at for change, at in answered], 99)
        verdict = "ok" if p99 < GOAL_SECONDS and not never_seen else "short"
        print(f"webhook → live for readers, p99: {p99:.2f} s, goal < {GOAL_SECONDS:.0f} s: {verdict}")


if __name__ == "__main__":
    sys.exit(main())

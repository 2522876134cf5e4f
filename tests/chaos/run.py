"""One run, from the empty board to the compared books."""

import os
from contextlib import ExitStack
from pathlib import Path

import httpx
from django.db import connections

from stripe_sandbox.store import Store
from tests.chaos import aftermath, programs
from tests.chaos.books import Books
from tests.chaos.browser import Network
from tests.chaos.crowd import Crowd
from tests.chaos.plan import make_plan
from tests.chaos.stage import Stage

# How often Stripe fails over a payment page and repeats that for its key.
KEPT_FAILURES = 12


def run(*, seed: int, submissions: int, kills: int, ports: tuple[int, int], var: Path) -> list[str]:
    """Return every difference that remains at the end."""
    plan = make_plan(seed=seed, submissions=submissions, kills=kills)
    site_url, stripe_url = (f"http://127.0.0.1:{port}" for port in ports)
    network, state = Network(), var / "sandbox.sqlite3"
    stage = Stage(site_url=site_url, stripe_url=stripe_url, network=network)
    stage.set_up(ports[0])
    connections.close_all()
    with ExitStack() as running:
        arguments = programs.sandbox_arguments(
            port=ports[1], state=state, webhook_url=f"{site_url}/payments/stripe/webhook/"
        )
        running.enter_context(
            programs.running(
                "sandbox", arguments, environment=os.environ, log=var / "sandbox.log", answers_at=stripe_url
            )
        )
        site = running.enter_context(
            programs.running(
                "site",
                programs.site_arguments(),
                environment=_environment(ports[0]),
                log=var / "site.log",
                answers_at=f"{site_url}/healthz",
            )
        )
        stage.open_admin()
        stage.give_codes()
        _faults(stripe_url, seed, plan.faults)
        print(f"Faults: {', '.join(f'{name} {chance}' for name, chance in plan.faults.items())}", flush=True)
        crowd = Crowd(plan=plan, stage=stage, network=network, site=site, sweep=aftermath.sweep, tell=_tell)
        crowd.run()
        _tell(f"{crowd.progress}; the faults stop")
        httpx.delete(f"{stripe_url}/_control/faults", trust_env=False).raise_for_status()
        unquiet = aftermath.sweep_until_quiet(_tell)
    aftermath.deliver_mails()
    books = Books(Store(str(state)), crowd.employers)
    differences = [*crowd.problems, *network.failures, *unquiet, *books.differences()]
    # Books of people who could not pay always agree.
    if books.charged < submissions // 3:
        differences.append(f"only {books.charged} charges for {submissions} submissions")
    if crowd.counts["kills"] != kills:
        differences.append(f"{crowd.counts['kills']} workers were killed, not {kills}")
    _tell(f"{books.summary()}; {crowd.counts['kills']} workers killed, {network.cut_off} requests cut off")
    return differences


def _environment(port: int) -> dict[str, str]:
    return dict(os.environ) | {
        "PORT": str(port),
        "WEB_CONCURRENCY": str(programs.WORKERS),
        "WEB_THREADS": str(programs.THREADS),
        # An answer that never comes must not hold a worker for as long as on a real site.
        "STRIPE_TIMEOUT_SECONDS": "1",
        "STRIPE_VISITOR_SECONDS": "1",
        "PYTHONPATH": os.pathsep.join([str(programs.ROOT), str(programs.ROOT / "site")]),
    }


def _faults(stripe_url: str, seed: int, chances: dict[str, float]) -> None:
    mode = {"seed": seed, "probabilities": chances}
    httpx.post(f"{stripe_url}/_control/random", json=mode, trust_env=False).raise_for_status()
    # Not of refunds: those wait for a day, until Stripe forgets the key.
    kept = {"name": "server_error_kept", "times": KEPT_FAILURES, "match": "POST /v1/checkout/sessions"}
    httpx.post(f"{stripe_url}/_control/faults", json=kept, trust_env=False).raise_for_status()


def _tell(line: str) -> None:
    print(f"  {line}", flush=True)

"""The site's figures for Prometheus: what `/status` checks, and the states of payments, in its text format."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Count, Sum

from operations import site
from operations.jobs import all_jobs
from operations.results import Result, results
from payments.models import Payment, Problem

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]
# Checks that count what waits, and say how long the oldest has waited.
QUEUES = ("mail", "tasks", "checkouts")


def text() -> str:
    """Return all figures. They are of the whole site, so one host is asked; no person and no listing is in them."""
    found = results(site.checks())
    lines = [*_of_checks(found), *_of_queues(found), *_of_jobs(found)]
    if found["database"]["ok"]:
        lines += [*_of_payments(), *_of_problems()]
    return "\n".join(lines) + "\n"


def _of_checks(found: Mapping[str, Result]) -> Iterator[str]:
    values = [({"check": name}, int(bool(result["ok"]))) for name, result in found.items()]
    return _gauge("hitchpost_check_ok", "1 when this check of /status passes.", values)


def _of_queues(found: Mapping[str, Result]) -> Iterator[str]:
    known = {name: found[name] for name in QUEUES if "waiting" in found[name]}
    waiting = [({"queue": name}, result["waiting"]) for name, result in known.items()]
    oldest = [({"queue": name}, result["oldest_seconds"]) for name, result in known.items()]
    yield from _gauge("hitchpost_queue_waiting", "How many wait in this queue.", waiting)
    yield from _gauge(
        "hitchpost_queue_oldest_seconds", "How long the oldest in this queue has waited.", oldest
    )


def _of_jobs(found: Mapping[str, Result]) -> Iterator[str]:
    last = {**{f"job:{each.command}": each.command for each in all_jobs()}, "backup": "backup"}
    values = [
        ({"job": job}, found[check]["last_success_seconds"])
        for check, job in last.items()
        if "last_success_seconds" in found[check]
    ]
    allowed = [({"job": each.command}, int(each.late_after.total_seconds())) for each in all_jobs()]
    yield from _gauge("hitchpost_job_last_success_seconds", "How long ago this job last succeeded.", values)
    yield from _gauge(
        "hitchpost_job_late_after_seconds", "After how long without success it is late.", allowed
    )


def _of_payments() -> Iterator[str]:
    states = Payment.objects.values("status", "currency").annotate(count=Count("pk"), paid=Sum("amount_paid"))
    rows = [
        ({"state": row["status"], "currency": row["currency"]}, row["count"], row["paid"] or 0)
        for row in states.order_by("status", "currency")
    ]
    counts = [(labels, count) for labels, count, _ in rows]
    sums = [(labels, paid) for labels, _, paid in rows]
    yield from _gauge("hitchpost_payments", "Payments in this state.", counts)
    yield from _gauge("hitchpost_payments_paid_minor_units", "What was paid for them, in minor units.", sums)


def _of_problems() -> Iterator[str]:
    kinds = Problem.objects.open().order_by().values("kind").annotate(count=Count("pk"))
    open_by_kind = dict.fromkeys(Problem.Kind.values, 0) | {row["kind"]: row["count"] for row in kinds}
    values = [({"kind": kind}, count) for kind, count in open_by_kind.items()]
    return _gauge("hitchpost_problems_open", "Problems of payments that an editor has to decide.", values)


def _gauge(name: str, meaning: str, values: Iterable[tuple[Labels, object]]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in values:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{inner}}} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

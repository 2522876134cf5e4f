"""What `make bench` measures of one install, each part as lines of the table."""

import statistics
import time
from collections.abc import Mapping
from typing import Any

from benchmarks.installs import Install
from benchmarks.rates import requests_per_second
from benchmarks.servers import Server
from benchmarks.table import Row, at_least, at_most, times

# Ratios that an uncached page must reach, of the home page of `wagtail start`.
UNCACHED_GOALS = {"home": 0.5, "index": 0.5, "listing": 0.6, "filter": 0.25, "search": 0.25}
WARM_GOAL = 0.85
# Forms are never kept.
NEVER_KEPT = {"form"}
FLAT_PAGES = ("home", "index", "listing", "companies", "form", "RSS")
FLAT_GOALS = {"PostgreSQL": 1.2, "SQLite": 1.5}
# Up to so many listings SQLite promises to be flat; beyond it, that no page takes longer than a second.
MAX_FLAT_ON_SQLITE = 10_000
MAX_SQL_MILLISECONDS = 100
MAX_MILLISECONDS_ON_SQLITE = 1_000
ROWS_PER_QUERY = 1_000
# More than this would not be constant memory.
MAX_GROWTH_MB = 20
ADMIN_GOAL = 1.5
MAX_WORKER_MB = 300

Rates = dict[str, float]


def rates(server: Server, paths: Mapping[str, str], seconds: float) -> Rates:
    return {name: requests_per_second(server, path, seconds) for name, path in paths.items()}


def baseline_rates(servers: Mapping[str, Server], seconds: float) -> Rates:
    return {name: requests_per_second(server, "/", seconds) for name, server in servers.items()}


def mean(first: Rates, second: Rates) -> Rates:
    return {name: statistics.mean([rate, second[name]]) for name, rate in first.items()}


def warm_rows(found: Rates, baseline: Rates) -> list[Row]:
    return [
        at_least(name, rate, of=baseline["B"], unit="B", goal=None if name in NEVER_KEPT else WARM_GOAL)
        for name, rate in found.items()
    ]


def uncached_rows(found: Rates, baseline: Rates) -> list[Row]:
    return [
        at_least(name, rate, of=baseline["C"], unit="C", goal=UNCACHED_GOALS.get(name))
        for name, rate in found.items()
    ]


def flat_rows(install: Install, small: Rates, large: Rates, size: int) -> list[Row]:
    """Compare the time of one answer; both workers answer at the same time."""
    found = []
    for name in FLAT_PAGES:
        before, after = 2_000 / small[name], 2_000 / large[name]
        if install.name == "SQLite" and size > MAX_FLAT_ON_SQLITE:
            ratio = f"{after / before:.2f} ×"
            found.append(at_most(name, after, unit="ms", goal=MAX_MILLISECONDS_ON_SQLITE, ratio=ratio))
        else:
            figure = f"{before:.1f} → {after:.1f} ms"
            found.append(times(name, figure, after / before, goal=FLAT_GOALS[install.name]))
    return found


def first_rows(install: Install, found: Mapping[str, Any]) -> list[Row]:
    """Show the slowest of the searches that are asked for the first time."""
    is_postgres = install.name == "PostgreSQL"
    lines = []
    for kind in ("filter", "search"):
        works = found[kind]
        query, worst = max(works.items(), key=lambda one: one[1]["sql_milliseconds"])
        typical = statistics.median(work["sql_milliseconds"] for work in works.values())
        goal = MAX_SQL_MILLISECONDS if is_postgres else None
        lines += [
            at_most(f"{kind}, SQL, median", typical, unit="ms", goal=goal),
            at_most(f"{kind}, SQL, worst", worst["sql_milliseconds"], unit="ms", goal=goal, ratio=query[:14]),
        ]
        slowest = max(work["milliseconds"] for work in works.values())
        goal = None if is_postgres else MAX_MILLISECONDS_ON_SQLITE
        lines.append(at_most(f"{kind}, whole page, worst", slowest, unit="ms", goal=goal))
    for query, work in {**found["page"], **found["again"]}.items():
        name = query if query in found["page"] else f"again: {query[:18]}"
        sql = f"SQL {work['sql_milliseconds']:.1f} ms"
        goal = None if is_postgres else MAX_MILLISECONDS_ON_SQLITE
        lines.append(at_most(name, work["milliseconds"], unit="ms", goal=goal, ratio=sql))
    return lines


def stream_rows(server: Server, small: Mapping[str, Any], large: Mapping[str, Any], more: int) -> list[Row]:
    """Fetch what lists everything, and see how much more memory the workers took for it.

    `more` is by how many listings the large board is larger.
    """
    lines = []
    for name, path in (("feed.xml", "/jobs/feed.xml"), ("sitemap", "/sitemap.xml")):
        server.forget_peaks()
        before = server.memory()["Rss"]
        started = time.perf_counter()
        answer = server.get(path)
        taken = (time.perf_counter() - started) * 1000
        after = server.memory()["VmHWM"]
        work = large[name]
        most = small[name]["queries"] + -(-more // ROWS_PER_QUERY)
        size = f"{work['bytes'] / 1e6:.1f} MB gzip"
        lines += [
            at_most(name, taken, unit="ms", goal=None, ratio=f"{len(answer.content) / 1e6:.1f} MB"),
            at_most(f"{name}, queries", work["queries"], unit="", goal=most, ratio=size),
            at_most(
                f"{name}, memory + MB",
                after - before,
                unit="MB",
                goal=MAX_GROWTH_MB,
                ratio=f"{before:.0f} → {after:.0f}",
            ),
        ]
    return lines


def admin_rows(small: Mapping[str, Any], large: Mapping[str, Any]) -> list[Row]:
    lines = []
    for name, work in large.items():
        before = small[name]
        figure = f"{before['milliseconds']:.0f} → {work['milliseconds']:.0f} ms"
        lines.append(times(name, figure, work["milliseconds"] / before["milliseconds"], goal=ADMIN_GOAL))
        queries = f"{before['queries']} → {work['queries']}"
        same = work["queries"] <= before["queries"]
        lines.append(Row(name=f"{name}, queries", figure=queries, goal="the same", ok=same))
    return lines


def memory_rows(name: str, server: Server) -> list[Row]:
    found = server.memory()
    pss = f"PSS {found['Pss']:.0f} MB"
    return [at_most(f"worker, {name}, RSS", found["Rss"], unit="MB", goal=MAX_WORKER_MB, ratio=pss)]

"""`make bench`: measure the site over HTTP, beside baselines that are measured in the same run.

Everything is of the run's own: databases, folders, ports. The exit status is 0 however the figures are; 1 when
something could not be measured.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import measures
from benchmarks.baselines import NAMES, baselines
from benchmarks.installs import Install, databases, new_install
from benchmarks.rates import generator
from benchmarks.servers import Failed, Server, end_on_sigterm
from benchmarks.table import Row, print_rows
from scripts.test import postgres_url

SMALL = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="Listings of the large board.")
    parser.add_argument("--seconds", type=float, default=3, help="How long each page is asked for.")
    parser.add_argument("--output", default="", help="A file that gets a copy of what is printed.")
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"], help="Measure one database alone.")
    options = parser.parse_args()
    end_on_sigterm()
    if options.output:
        _copy_output(options.output)
    print(f"Load: {generator()}; servers: gunicorn with 2 workers; {os.cpu_count()} processors.")
    servers = {"SQLite": "", "PostgreSQL": postgres_url()}
    if not servers["PostgreSQL"]:
        print("PostgreSQL: none answers; set TEST_POSTGRES_URL.")
        del servers["PostgreSQL"]
    try:
        for name, url in servers.items():
            if options.only in (None, name):
                measure(name, url, size=options.size, seconds=options.seconds)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def measure(name: str, server_url: str, *, size: int, seconds: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix="hitchpost-bench-"))
    try:
        with ExitStack() as stack:
            site_url, plain_url = stack.enter_context(databases(server_url, folder))
            servers = stack.enter_context(baselines(folder, plain_url))
            install = new_install(name, site_url, folder)
            at_demo_size(install, servers, seconds)
            compare_sizes(install, size, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def at_demo_size(install: Install, servers: dict[str, Server], seconds: float) -> None:
    """Measure every page, uncached and warm, between two measurements of the baselines."""
    found = install.inside("benchmarks.inside", "addresses")
    before = measures.baseline_rates(servers, seconds)
    with install.serve(cached=False) as server:
        uncached = measures.rates(server, found["paths"], seconds)
    with install.serve(cached=True) as server:
        warm = measures.rates(server, found["paths"], seconds)
    after = measures.baseline_rates(servers, seconds)
    baseline = measures.mean(before, after)
    rows = [
        Row(
            name=f"{name}: {NAMES[name]}"[:34],
            figure=f"{rate:,.0f} /s",
            ratio=f"{before[name]:,.0f}, {after[name]:,.0f}",
        )
        for name, rate in baseline.items()
    ]
    print_rows(f"{install.name}: baselines, and the two measurements of each", rows)
    live = found["live"]
    print_rows(f"{install.name}: warm, {live} live listings", measures.warm_rows(warm, baseline))
    print_rows(f"{install.name}: uncached, {live} live listings", measures.uncached_rows(uncached, baseline))


def compare_sizes(install: Install, size: int, seconds: float) -> None:
    """Measure the board with a hundred listings, fill it, and measure again; all uncached."""
    install.fill(SMALL - install.inside("benchmarks.inside", "addresses")["live"])
    small = _flat_pages(install, seconds)
    before = {what: install.inside("benchmarks.inside", what) for what in ("streams", "admin")}
    started = time.monotonic()
    install.fill(size - SMALL)
    print(f"\n{install.name}: filled with {size:,} listings in {time.monotonic() - started:.0f} s.")
    found = install.inside("benchmarks.inside", "addresses")
    paths = {name: found["paths"][name] for name in measures.FLAT_PAGES}
    inside = {what: install.inside("benchmarks.inside", what) for what in ("first", "streams", "admin")}
    with install.serve(cached=False) as server:
        large = measures.rates(server, paths, seconds)
        memory = measures.memory_rows("uncached", server)
        streams = measures.stream_rows(server, before["streams"], inside["streams"], found["live"] - SMALL)
    with install.serve(cached=True) as server:
        measures.rates(server, paths, 1)
        memory += measures.memory_rows("warm", server)
    title = f"{install.name}, uncached, {found['live']:,} live listings"
    print_rows(f"{title} against {SMALL}", measures.flat_rows(install, small, large, size))
    print_rows(f"{title}: searches, first time", measures.first_rows(install, inside["first"]))
    print_rows(f"{title}: all in one", streams)
    print_rows(f"{title} against {SMALL}: admin", measures.admin_rows(before["admin"], inside["admin"]))
    print_rows(f"{install.name}, {found['live']:,} live listings: memory", memory)


def _flat_pages(install: Install, seconds: float) -> measures.Rates:
    paths = install.inside("benchmarks.inside", "addresses")["paths"]
    with install.serve(cached=False) as server:
        return measures.rates(server, {name: paths[name] for name in measures.FLAT_PAGES}, seconds)


def _copy_output(path: str) -> None:
    """Write what is printed to this file as well."""
    file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
    write = sys.stdout.write

    def write_both(text: str) -> int:
        file.write(text)
        file.flush()
        return write(text)

    sys.stdout.write = write_both  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())

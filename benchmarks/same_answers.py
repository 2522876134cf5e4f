"""`python -m benchmarks.same_answers`: random searches say the same from the page cache, uncached, and by the oracle.

Compared are the total, the titles in their order, and the count of every choice of a filter. Exits with 1 when
they differ.
"""

import argparse
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup

from benchmarks.installs import databases, new_install
from benchmarks.rates import PROXIED
from benchmarks.servers import CLIENT, Failed, Server, end_on_sigterm
from scripts.test import postgres_url

# The first answer fills a cache; two workers have one each.
ASKED_OF_CACHE = 4
SHOWN_DIFFERENCES = 10


@dataclass
class Answer:
    total: int
    titles: list[str]
    facets: dict[str, dict[str, int]]
    is_corrected: bool


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same_answers", description=__doc__)
    parser.add_argument("--searches", type=int, default=500)
    parser.add_argument("--size", type=int, default=500, help="Listings to add to those of the demo.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"], help="Compare on one database alone.")
    options = parser.parse_args()
    end_on_sigterm()
    servers = {"SQLite": "", "PostgreSQL": postgres_url()}
    differing = 0
    try:
        for name, url in servers.items():
            if options.only in (None, name) and (url or name == "SQLite"):
                differing += compare(name, url, options)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 1 if differing else 0


def compare(name: str, server_url: str, options: argparse.Namespace) -> int:
    """Return how many searches differ."""
    folder = Path(tempfile.mkdtemp(prefix="hitchpost-answers-"))
    try:
        with databases(server_url, folder) as (database_url, _unused):
            install = new_install(name, database_url, folder)
            install.fill(options.size)
            searches = install.inside("benchmarks.oracle", str(options.searches), str(options.seed))
            with install.serve(cached=False) as server:
                uncached = [ask(server, search) for search in searches]
            with install.serve(cached=True) as server:
                cached = [[ask(server, search) for _ in range(ASKED_OF_CACHE)] for search in searches]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    differences = []
    for search, plain, kept in zip(searches, uncached, cached, strict=True):
        wrong = [] if plain.is_corrected else differences_to_oracle(plain, search)
        wrong += [f"cached {each}" for each in kept if each != plain]
        if wrong:
            differences.append(f"{search['host']} ?{search['query']}: {wrong[0]}")
    corrected = sum(answer.is_corrected for answer in uncached)
    print(f"{name}: {len(searches)} searches, {corrected} of them corrected, {len(differences)} differ.")
    for difference in differences[:SHOWN_DIFFERENCES]:
        print(f"  {difference[:400]}")
    return len(differences)


def ask(server: Server, search: dict[str, Any]) -> Answer:
    """A new connection each time: any worker may answer."""
    headers = PROXIED | {"Host": search["host"], "Connection": "close"}
    answer = CLIENT.get(f"{server.url}/jobs/?{search['query']}", headers=headers)
    if answer.status_code != httpx.codes.OK:
        raise server.failed(f"?{search['query']} was answered {answer.status_code}")
    if (read := read_answer(answer.text)) is None:
        raise server.failed(f"?{search['query']} has no results")
    return read


# To parse a page takes longer than to answer it, and each search is asked several times.
@lru_cache(maxsize=2048)
def read_answer(text: str) -> Answer | None:
    page = BeautifulSoup(text, "html.parser")
    results = page.select_one("#results")
    count = page.select_one("#count")
    if results is None or count is None:
        return None
    facets: dict[str, dict[str, int]] = {}
    for choice in page.select(".facet-choice"):
        box, counted = choice.select_one("input"), choice.select_one(".facet-count")
        if box is not None and counted is not None:
            facets.setdefault(str(box["name"]), {})[str(box["value"])] = _number(counted.text)
    return Answer(
        total=_number(count.text),
        titles=[" ".join(link.text.split()) for link in results.select(".row-link")],
        facets=facets,
        is_corrected=page.select_one(".search-corrected") is not None,
    )


def differences_to_oracle(answer: Answer, search: dict[str, Any]) -> list[str]:
    found = []
    if answer.total != search["total"]:
        found.append(f"total {answer.total}, expected {search['total']}")
    if search["titles"] is not None and answer.titles != search["titles"]:
        found.append(f"titles {answer.titles}, expected {search['titles']}")
    if not set(answer.titles) <= set(search["among"]):
        found.append(f"does not match: {set(answer.titles) - set(search['among'])}")
    for name, counts in answer.facets.items():
        expected = search["facets"][name]
        wrong = {value: count for value, count in counts.items() if count != expected.get(value, 0)}
        if wrong:
            found.append(f"{name} {wrong}, expected { ({value: expected.get(value, 0) for value in wrong}) }")
    return found


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


if __name__ == "__main__":
    sys.exit(main())

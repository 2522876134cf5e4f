"""Random searches, and what they must find: every live listing is read, and compared in Python one by one.

`python -m benchmarks.oracle 500 1` (a number, a seed) prints one line of JSON.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.fill import set_up

PAGE_SIZE = 25
# How likely a search has each of these.
CHANCES = {
    "category": 0.25,
    "type": 0.2,
    "remote": 0.25,
    "region": 0.15,
    "country": 0.25,
    "company": 0.05,
    "tag": 0.2,
}
WORD_CHANCE, PAY_CHANCE, SORT_CHANCE, PAGE_CHANCE = 0.4, 0.15, 0.3, 0.3


@dataclass(frozen=True)
class Entry:
    """A listing as it is compared. `values` has all values of each filter, `texts` the words of its index."""

    pk: int
    title: str
    published_at: float
    values: dict[str, frozenset[str]]
    yearly: tuple[str, int] | None
    texts: list[list[str]]

    def has_words(self, wanted: list[str]) -> bool:
        return all(any(_is_found(word, text) for text in self.texts) for word in wanted)


def main() -> None:
    set_up()
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps(searches(count, random.Random(seed))))  # noqa: S311 - reproducible


def searches(count: int, dice: random.Random) -> list[dict[str, Any]]:
    """Return random searches on random boards, each with what it must find."""
    from wagtail.models import Site

    boards = [(site, entries_of(site)) for site in Site.objects.order_by("pk")]
    boards = [(site, entries) for site, entries in boards if entries]
    found = []
    for _ in range(count):
        site, entries = dice.choice(boards)
        asked = _random_search(entries, dice)
        found.append({"host": f"{site.hostname}:{site.port}", **_answer(asked, entries, site)})
    return found


def entries_of(site: Any) -> list[Entry]:
    from jobs.listings import facts
    from jobs.listings.models import JobPage
    from jobs.listings.pay_text import TIMES_A_YEAR
    from jobs.listings.regions import WITHIN
    from jobs.listings.search.index import document_of

    found = []
    for page in JobPage.objects.on_site(site).live().for_cards():
        document = document_of(page)
        best = page.salary_max if page.salary_max is not None else page.salary_min
        paid = best is not None and page.salary_currency
        regions = {row.region for row in page.regions.all()}
        values = {
            "category": {page.category.slug} if page.category else set(),
            "type": {page.employment_type},
            "remote": {page.remote},
            "region": {
                region for region in facts.Region.values if regions & set(WITHIN[facts.Region(region)])
            },
            "country": {place.country for place in page.locations.all()},
            "company": {page.company.slug},
            "tag": {item.tag.slug for item in page.tagged_items.all()},
        }
        found.append(
            Entry(
                pk=page.pk,
                title=" ".join(page.title.split()),
                published_at=page.first_published_at.timestamp(),
                values={name: frozenset(map(str, these)) for name, these in values.items()},
                yearly=(page.salary_currency, round(best * TIMES_A_YEAR.get(page.salary_unit, 1)))
                if paid
                else None,
                texts=[
                    document.title,
                    document.company,
                    document.tags,
                    document.facts,
                    document.description,
                ],
            )
        )
    return sorted(found, key=lambda entry: (entry.published_at, entry.pk), reverse=True)


def _random_search(entries: list[Entry], dice: random.Random) -> list[tuple[str, str]]:
    """Take values from listings, so that most searches find something."""
    asked = []
    for name, chance in CHANCES.items():
        if dice.random() < chance:
            values = {
                value for entry in dice.sample(entries, min(2, len(entries))) for value in entry.values[name]
            }
            chosen = sorted(values)[: dice.randint(1, 2)]
            asked += [(name, value) for value in chosen]
    if dice.random() < WORD_CHANCE:
        words = [word for word in dice.choice(entries).texts[0] if len(word) > 2]
        if words:
            asked.append(("q", dice.choice(words)))
    if dice.random() < PAY_CHANCE:
        asked.append(("salary_min", str(dice.randrange(20_000, 100_000, 5_000))))
    if dice.random() < SORT_CHANCE:
        asked.append(("sort", dice.choice(["newest", "salary"])))
    if dice.random() < PAGE_CHANCE:
        asked.append(("page", str(dice.randint(2, 4))))
    return asked


def _answer(asked: list[tuple[str, str]], entries: list[Entry], site: Any) -> dict[str, Any]:
    """Return the query, the total, the titles of its page (None: in the order of relevance), and the facets."""
    from jobs.listings.models import JobBoardSettings

    currency = JobBoardSettings.for_site(site).currency
    given = {name: {value for key, value in asked if key == name} for name, _value in asked}
    tests = _tests(given, currency)
    matching = [entry for entry in entries if all(test(entry) for test in tests.values())]
    sort = next(iter(given.get("sort", {"relevance" if "q" in given else "newest"})))
    if sort == "salary":
        matching.sort(
            key=lambda entry: entry.yearly[1] if entry.yearly and entry.yearly[0] == currency else -1,
            reverse=True,
        )
    last = max(1, -(-len(matching) // PAGE_SIZE))
    page = min(last, int(next(iter(given.get("page", {"1"})))))
    shown = matching[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    facets = {}
    for name in CHANCES:
        others = [test for key, test in tests.items() if key != name]
        left = [entry for entry in entries if all(test(entry) for test in others)]
        facets[name] = Counter(value for entry in left for value in entry.values[name])
    return {
        "query": urlencode(asked),
        "total": len(matching),
        "titles": None if sort == "relevance" else [entry.title for entry in shown],
        "among": sorted({entry.title for entry in matching}),
        "facets": facets,
    }


def _tests(given: dict[str, set[str]], currency: str) -> dict[str, Callable[[Entry], bool]]:
    """Return what a listing must pass, by the name of the parameter."""
    tests: dict[str, Callable[[Entry], bool]] = {}
    for name in CHANCES.keys() & given.keys():
        tests[name] = lambda entry, name=name: bool(entry.values[name] & given[name])  # type: ignore[misc]
    if "q" in given:
        words = list(given["q"])
        tests["q"] = lambda entry: entry.has_words(words)
    if "salary_min" in given:
        least = int(next(iter(given["salary_min"])))
        tests["salary_min"] = lambda entry: bool(
            entry.yearly and entry.yearly[0] == currency and entry.yearly[1] >= least
        )
    return tests


def _is_found(word: str, text: list[str]) -> bool:
    """Words of three letters and more find what begins with them; a plural finds its singular as well."""
    singular = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return any(each.startswith(word) or each == singular for each in text)


if __name__ == "__main__":
    main()

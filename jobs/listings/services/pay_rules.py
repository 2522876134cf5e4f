"""Which laws about pay a listing has to meet, and what it lacks. The rules are rows (`models.pay_rules`).

What is found is guidance: rules know places by their names and the company's size by what was entered. A rule whose
place or size is not certain only warns.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings.facts import Region, Workplace
from jobs.listings.models.listing import JobPage
from jobs.listings.models.pay_rules import EU, PayRule
from jobs.listings.pay_text import TIMES_A_YEAR
from jobs.listings.regions import COUNTRIES

FILE = Path(__file__).parents[1] / "data" / "pay_rules.toml"


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What the rules ask of a listing; places as (country, town), sums as they were entered."""

    day: date
    places: tuple[tuple[str, str], ...] = ()
    is_remote: bool = False
    # The countries whose people can do a remote job.
    open_to: frozenset[str] = field(default_factory=frozenset)
    staff: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Finding:
    """What a rule misses: the field it is about, and what to say."""

    rule: PayRule
    is_required: bool
    field: str
    message: str


def findings(posting: Posting, rules: Iterable[PayRule]) -> list[Finding]:
    """List what is missing, the most pressing first; one for each field and level."""
    found = [finding for rule in rules if (finding := _finding(posting, rule)) is not None]
    # The law of a country says more than that of the union which it is part of.
    found.sort(key=lambda one: (not one.is_required, one.rule.country == EU))
    first: dict[tuple[str, bool], Finding] = {}
    for finding in found:
        first.setdefault((finding.field, finding.is_required), finding)
    required = {name for name, is_required in first if is_required}
    return [one for one in first.values() if one.is_required or one.field not in required]


def rules_of(site: Site) -> list[PayRule]:
    return list(PayRule.objects.filter(site=site).exclude(level=PayRule.Level.OFF))


def posting_of(
    cleaned: Mapping[str, Any], *, places: Iterable[tuple[str, str]], regions: Iterable[str], day: date
) -> Posting:
    """Read what a form says; `places` and `regions` come from rows of their own."""
    open_to = frozenset[str]().union(*(COUNTRIES[Region(region)] for region in regions))
    return Posting(
        day=day,
        places=tuple(places),
        is_remote=cleaned.get("remote") == Workplace.REMOTE,
        open_to=open_to,
        staff=cleaned.get("staff"),
        low=cleaned.get("salary_min"),
        high=cleaned.get("salary_max"),
        currency=cleaned.get("salary_currency") or "",
        unit=cleaned.get("salary_unit") or "",
    )


def posting_of_page(page: JobPage) -> Posting:
    """Read what a listing says, in whatever version it was given."""
    names = ("remote", "staff", "salary_min", "salary_max", "salary_currency", "salary_unit")
    return posting_of(
        {name: getattr(page, name) for name in names},
        places=[(row.country, row.location) for row in page.locations.all()],
        regions=[row.region for row in page.regions.all()] if page.remote == Workplace.REMOTE else [],
        day=timezone.localdate(),
    )


def ensure_rules(site: Site) -> None:
    """Give a board the rules of the data file that it lacks; those that it has stay as its owners left them."""
    there = set(PayRule.objects.filter(site=site).values_list("key", flat=True))
    PayRule.objects.bulk_create(
        PayRule(site=site, **row) for row in shipped_rules() if row["key"] not in there
    )


def shipped_rules() -> list[dict[str, Any]]:
    """Read the data file as values of columns."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [{"key": key} | row | {"words": ", ".join(row.get("words", []))} for key, row in rows.items()]


def _finding(posting: Posting, rule: PayRule) -> Finding | None:
    """Return what the listing lacks by this rule, or None."""
    is_certain = _applies(posting, rule)
    if is_certain is None or not _in_force(rule, posting.day):
        return None
    if rule.min_staff > 1:
        if posting.staff is None:
            is_certain = False
        elif posting.staff < rule.min_staff:
            return None
    missing = _missing(posting, rule)
    if missing is None:
        return None
    name, words = missing
    is_required = is_certain and rule.level == PayRule.Level.REQUIRE
    return Finding(rule, is_required, name, words)


def _in_force(rule: PayRule, day: date) -> bool:
    is_on = rule.level != PayRule.Level.OFF
    return is_on and (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)


def _applies(posting: Posting, rule: PayRule) -> bool | None:
    """Whether the rule surely applies (True) or perhaps (False); None when it does not."""
    if posting.is_remote and rule.remote == PayRule.Remote.NO:
        return None
    countries = COUNTRIES[Region.EU] if rule.country == EU else frozenset({rule.country})
    if any(country in countries and _is_there(town, rule) for country, town in posting.places):
        return True
    may_be_done_there = posting.is_remote and rule.remote == PayRule.Remote.ANYWHERE
    everywhere = posting.open_to | {country for country, _town in posting.places}
    return False if may_be_done_there and countries & everywhere else None


def _is_there(town: str, rule: PayRule) -> bool:
    """Whether the place is in the rule's state or province; short words are codes, and count as the last word alone."""
    if not rule.region:
        return True
    for word in rule.place_words:
        if len(word) <= 2:
            if re.search(rf"(?:^|[\s,(/]){re.escape(word)}\)?\s*$", town):
                return True
        elif re.search(rf"\b{re.escape(word)}(?!\w)", town, re.IGNORECASE):
            return True
    return False


def _missing(posting: Posting, rule: PayRule) -> tuple[str, str] | None:
    """Return the field that does not do, and the message."""
    low, high = posting.low, posting.high
    names = {"law": rule.law}
    if low is None and high is None:
        asked = (
            _("%(law)s: the advertisement should say the pay, at least the lowest sum.")
            if rule.single_sum
            else _("%(law)s: the advertisement should say the pay or its range.")
        )
        return "salary_min", _as_guidance(asked % names)
    if low is None:
        return "salary_min", _as_guidance(_("%(law)s: say the lowest sum, too.") % names)
    if high is None:
        words = _("%(law)s: say the highest sum, too; the same one twice if there is only one.")
        return None if rule.single_sum else ("salary_max", _as_guidance(words % names))
    if _is_too_wide(posting, low, high, rule):
        words = _("%(law)s: the range may be at most %(most)s %(currency)s wide a year.")
        most = f"{rule.max_width:,.0f}"
        return "salary_max", _as_guidance(words % {**names, "most": most, "currency": rule.currency})
    return None


def _is_too_wide(posting: Posting, low: Decimal, high: Decimal, rule: PayRule) -> bool:
    if rule.max_width is None or posting.currency != rule.currency:
        return False
    times = TIMES_A_YEAR.get(posting.unit, 1)
    if rule.exempt_above is not None and high * times > rule.exempt_above:
        return False
    return (high - low) * times > rule.max_width


def _as_guidance(words: str) -> str:
    return f"{words} {_('This is guidance, not legal advice.')}"

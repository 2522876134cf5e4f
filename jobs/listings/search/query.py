"""A reader's search as a value: parsed from a URL and written back as one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from babel import Locale
from django.utils.http import urlencode
from wagtail.models import Site

from boards.text import clean_line
from jobs.listings import facts, zones
from jobs.listings.models.board import JobBoardSettings
from jobs.listings.pay_text import read_pay

NEWEST, SALARY, RELEVANCE = "newest", "salary", "relevance"
SORTS = (NEWEST, SALARY, RELEVANCE)
# All that `SearchQuery.parse()` reads.
PARAMETERS = frozenset(["q", *facts.PARAMS, "tz", "salary_min", "salary_currency", "sort", "page"])
MAX_VALUES = 30
MAX_TEXT_LENGTH = 200
MAX_PAGE = 100_000
MAX_PAY = 999_999_999

_TERRITORIES = frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2)
_CURRENCIES = frozenset(str(code) for code in Locale("en").currencies)
_SLUG = re.compile(r"[-\w]{1,110}\Z")
_SUM = re.compile(r"\d{1,9}\Z", re.ASCII)

Params = Mapping[str, Any]


@dataclass(frozen=True)
class SearchQuery:
    """A search with valid values only; slugs that do not exist stay and match nothing."""

    site: Site = field(repr=False)
    q: str = ""
    # The values of each filter in use, by its name in the URL and in the URL's order.
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The reader's own time zone, such as Europe/Berlin.
    tz: str = ""
    # A year's pay, in whole units of `currency`.
    salary_min: int | None = None
    # Empty: the board's own.
    salary_currency: str = ""
    # Empty: the best match when there are words, otherwise the newest.
    sort: str = ""
    page: int = 1

    @classmethod
    def parse(cls, params: Params, *, site: Site) -> "SearchQuery":
        """Read a query from parameters; drop what is invalid, never raise."""
        query = cls(
            site=site,
            q=_text(params),
            chosen=_chosen(params),
            tz=zone if (zone := _last(params, "tz")) in zones.known() else "",
            salary_min=_salary(params),
            salary_currency=_last(params, "salary_currency").upper(),
            sort=_last(params, "sort"),
            page=_page(params),
        )
        return query._in_canonical_form()

    def _in_canonical_form(self) -> "SearchQuery":
        sort = self.sort if self.sort in SORTS else ""
        if sort == self.usual_sort or (sort == RELEVANCE and not self.q):
            sort = ""
        currency = self.salary_currency if self.salary_currency in _CURRENCIES else ""
        asked = self.salary_min is not None or sort == SALARY
        if currency and (not asked or currency == self.board_currency):
            currency = ""
        return replace(self, sort=sort, salary_currency=currency)

    @cached_property
    def board(self) -> JobBoardSettings:
        # A list of many queries has fetched the settings with the sites.
        fetched = JobBoardSettings._meta.get_field("site").remote_field
        settings: JobBoardSettings = (
            self.site.jobboardsettings
            if fetched.is_cached(self.site)
            else JobBoardSettings.for_site(self.site)
        )
        return settings

    @property
    def board_currency(self) -> str:
        return str(self.board.currency)

    @property
    def currency(self) -> str:
        """The currency that pay is compared in."""
        return self.salary_currency or self.board_currency

    @property
    def usual_sort(self) -> str:
        return RELEVANCE if self.q else NEWEST

    @property
    def order(self) -> str:
        return self.sort or self.usual_sort

    @property
    def is_empty(self) -> bool:
        """Whether it matches every listing of the board."""
        return not self.criteria()

    def criteria(self) -> list[tuple[str, str]]:
        """List all criteria as (name, value), in the order of the URL."""
        narrowing = [("q", self.q)] if self.q else []
        narrowing += [(name, value) for name, values in self.chosen.items() for value in values]
        narrowing += [("tz", self.tz)] if self.tz else []
        return narrowing + ([("salary_min", str(self.salary_min))] if self.salary_min is not None else [])

    def params(self) -> list[tuple[str, str]]:
        rest = [("salary_currency", self.salary_currency), ("sort", self.sort)]
        return [
            *self.criteria(),
            *(pair for pair in rest if pair[1]),
            *([("page", str(self.page))] if self.page > 1 else []),
        ]

    def querystring(self) -> str:
        """The canonical query string, without a question mark."""
        return urlencode(self.params())

    def without(self, name: str, value: str | None = None) -> "SearchQuery":
        """Remove a value, or all values of a name; back to the first page."""
        if name in self.chosen:
            left = tuple(v for v in self.chosen[name] if value is not None and v != value)
            chosen = {**self.chosen, name: left}
            return self.having(chosen={name: values for name, values in chosen.items() if values}, page=1)
        return self.having(**{name: None if name == "salary_min" else ""}, page=1)

    def having(self, **changes: Any) -> "SearchQuery":
        return replace(self, **changes)._in_canonical_form()

    def standing(self) -> "SearchQuery":
        """The query of an alert or a feed: without page and order."""
        return self.having(page=1, sort="")


def _given(params: Params, name: str) -> list[str]:
    getlist: Callable[[str], list[Any]] | None = getattr(params, "getlist", None)
    if getlist is not None:
        return [str(value) for value in getlist(name)]
    value = params.get(name)
    if value is None:
        return []
    many = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(one) for one in many]


def _last(params: Params, name: str) -> str:
    return (_given(params, name) or [""])[-1].strip()


def _text(params: Params) -> str:
    return clean_line(_last(params, "q"))[:MAX_TEXT_LENGTH].strip()


def _chosen(params: Params) -> dict[str, tuple[str, ...]]:
    return {name: values for name in facts.PARAMS if (values := _values(params, name))}


def _values(params: Params, name: str) -> tuple[str, ...]:
    wanted = (_tidy(name, value.strip()) for value in _given(params, name)[:MAX_VALUES])
    return tuple(sorted({value for value in wanted if value}))


def _tidy(name: str, value: str) -> str:
    """Empty for what cannot be a value of this filter."""
    if name == "country":
        return value.upper() if value.upper() in _TERRITORIES else ""
    if choices := facts.BY_PARAM[name].choices:
        return value if value in choices.values else ""
    return value if _SLUG.match(value) else ""


def _salary(params: Params) -> int | None:
    """Read a sum such as 60,000, 60 000,00 €, 60k or 30 an hour as a year's pay; zero is no criterion."""
    pay = read_pay(_last(params, "salary_min"))
    return int(pay.a_year) or None if pay is not None and pay.a_year <= MAX_PAY else None


def _page(params: Params) -> int:
    digits = _last(params, "page")
    return min(max(int(digits), 1), MAX_PAGE) if _SUM.match(digits) else 1

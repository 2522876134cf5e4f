"""The pay, places and facts of a listing in the active language: for a page, and for a row of plain values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import urlsplit

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from boards.addresses import mailto
from jobs.listings import facts
from jobs.listings.zones import zones_text
from payments.money import format_major

from .board import JobBoardSettings
from .details import place_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise  # Known to the type stubs alone.

    from .listing import JobPage


class Salary(NamedTuple):
    """Sums in whole units of the currency; without a currency no pay is stated."""

    low: Decimal | None
    high: Decimal | None
    currency: str
    unit: str


class SalaryTexts(NamedTuple):
    """What is paid, and for how long; both are empty when no pay is stated."""

    sums: str
    period: str


# Town and country; the town may be empty.
Place = tuple[str, str]


class Skill(NamedTuple):
    pk: int
    name: str
    slug: str


class Details(NamedTuple):
    """What a listing has several of."""

    places: tuple[Place, ...]
    regions: tuple[str, ...]
    skills: tuple[Skill, ...]


class BoxLine(NamedTuple):
    label: "str | StrPromise"
    texts: list[str]


def is_featured(featured: bool, until: datetime | None) -> bool:
    """Whether it has a featured place now; the same rule as `JobQuerySet.featured_q()`."""
    return featured and (until is None or until > timezone.now())


def salary_texts(salary: Salary) -> SalaryTexts:
    return _salary_texts(salary, get_language())


# To write a sum of money takes longer than the rest of a row.
@lru_cache(maxsize=4096)
def _salary_texts(salary: Salary, language: str | None) -> SalaryTexts:
    low, high, currency, unit = salary
    if not currency or (low is None and high is None):
        return SalaryTexts("", "")
    if high is None:
        sums = _("from %(sum)s") % {"sum": format_major(low or 0, currency)}
    elif low is None:
        sums = _("up to %(sum)s") % {"sum": format_major(high, currency)}
    elif low == high:
        sums = format_major(low, currency)
    else:
        sums = f"{format_major(low, currency)} – {format_major(high, currency)}"
    return SalaryTexts(sums, str(facts.SalaryUnit(unit).label) if unit in facts.SalaryUnit else unit)


def salary_label(salary: Salary) -> str:
    """The pay with its period; empty when no pay is stated."""
    return " ".join(text for text in salary_texts(salary) if text)


def place_names(places: Iterable[Place]) -> list[str]:
    return [place_name(town, country) for town, country in places]


def region_names(codes: Iterable[str]) -> list[str]:
    return [facts.REGIONS.text_of(code) for code in codes]


def place_label(workplace: str, places: tuple[Place, ...], regions: tuple[str, ...]) -> str:
    """The workplace and its place, short enough for a row."""
    return _place_label(workplace, places, regions, get_language())


@lru_cache(maxsize=4096)
def _place_label(
    workplace: str, where: tuple[Place, ...], codes: tuple[str, ...], language: str | None
) -> str:
    places, regions = place_names(where), region_names(codes)
    if workplace == facts.Workplace.REMOTE:
        return " · ".join([_("Remote"), *([", ".join(regions)] if regions else places[:1])])
    first = places[0] if places else ""
    if len(places) > 1:
        first = _("%(place)s and %(count)d more") % {"place": first, "count": len(places) - 1}
    if workplace == facts.Workplace.HYBRID:
        return " · ".join(part for part in (_("Hybrid"), first) if part)
    return first or facts.WORKPLACE.text_of(workplace)


def row_texts(choices: Mapping[str, str]) -> list[str]:
    """What a row says after pay and place, by the value of each fact."""
    shown = ((fact, choices[fact.name]) for fact in facts.ROW)
    return [text for fact, value in shown if value not in fact.not_in_rows and (text := fact.said(value))]


def summary(salary: str, place: str, choices: Mapping[str, str]) -> str:
    """Tell pay, place and the main facts in one line."""
    texts = [salary, place, *(fact.said(choices[fact.name]) for fact in facts.SUMMARY)]
    return " · ".join(text for text in texts if text)


def deadline_text(deadline: datetime | None, site: Site | None) -> str:
    """The last minute to apply, in the board's time zone and with its name; empty without one."""
    if deadline is None:
        return ""
    zone = JobBoardSettings.for_site(site).zone if site else timezone.get_default_timezone()
    local = timezone.localtime(deadline, zone)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


class ListingLabels:
    """A mixin for JobPage without fields of its own."""

    # Set when they were fetched together with other listings'.
    fetched_details: Details | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        if self.fetched_details is not None:
            return self.fetched_details.places
        return tuple((place.location, place.country) for place in cast("JobPage", self).locations.all())

    @property
    def region_codes(self) -> tuple[str, ...]:
        if self.fetched_details is not None:
            return self.fetched_details.regions
        return tuple(region.region for region in cast("JobPage", self).regions.all())

    @property
    def skills(self) -> tuple[Skill, ...]:
        if self.fetched_details is not None:
            return self.fetched_details.skills
        tagged = cast("JobPage", self).tagged_items.all()
        return tuple(Skill(item.tag.pk, item.tag.name, item.tag.slug) for item in tagged)

    @property
    def salary(self) -> Salary:
        page = cast("JobPage", self)
        return Salary(page.salary_min, page.salary_max, page.salary_currency, page.salary_unit)

    @property
    def salary_label(self) -> str:
        return salary_label(self.salary)

    @property
    def place_label(self) -> str:
        return place_label(cast("JobPage", self).remote, self.places, self.region_codes)

    @property
    def summary(self) -> str:
        return summary(self.salary_label, self.place_label, self._choices)

    @property
    def _choices(self) -> dict[str, str]:
        page = cast("JobPage", self)
        return {fact.name: fact.value(page) for fact in facts.CHOICES}

    @property
    def box(self) -> list[BoxLine]:
        """The lines of the facts box; a fact that the listing does not state has none."""
        page = cast("JobPage", self)
        several = {
            facts.LOCATIONS.name: place_names(self.places),
            facts.REGIONS.name: region_names(self.region_codes),
            facts.ZONES.name: [text] if (text := self.zones_label) else [],
            facts.BENEFITS.name: self.benefit_names,
            facts.DEADLINE.name: [deadline_text(page.apply_by, page.get_site())] if page.apply_by else [],
        }
        lines = [
            BoxLine(fact.label, several[fact.name] if fact.name in several else fact.texts(page))
            for fact in facts.BOX
        ]
        return [line for line in lines if line.texts]

    @property
    def zones_label(self) -> str:
        page = cast("JobPage", self)
        return zones_text(page.zone_from, page.zone_to, page.overlap_hours)

    @property
    def benefit_names(self) -> list[str]:
        return [facts.BENEFITS.text_of(value) for value in cast("JobPage", self).benefits]

    @property
    def flag(self) -> str:
        """The one word beside the company's name on the listing's page; mostly empty."""
        page = cast("JobPage", self)
        if page.is_closed:
            return _("Closed")
        return _("Featured") if page.is_featured else ""

    @property
    def tag_names(self) -> list[str]:
        return [skill.name for skill in self.skills]

    @property
    def apply_href(self) -> str:
        page = cast("JobPage", self)
        if page.apply_url:
            return page.apply_url
        return mailto(page.apply_email, subject=page.title) if page.apply_email else ""

    @property
    def apply_domain(self) -> str:
        return (urlsplit(cast("JobPage", self).apply_url).hostname or "").removeprefix("www.")

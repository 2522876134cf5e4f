"""The table of facts: what a listing says, and where each fact is asked, shown, filtered, fed and marked up.

The forms, the edit screen, search, lists, feeds and structured data read it. It imports no model,
so that the models can read it too. CONTRIBUTING.md has the recipe for adding a fact.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise  # Known to the type stubs alone.

    from jobs.listings.models.listing import JobPage


class EmploymentType(TextChoices):
    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    CONTRACT = "contract", _("Contract")
    TEMPORARY = "temporary", _("Temporary")
    INTERNSHIP = "internship", _("Internship")
    VOLUNTEER = "volunteer", _("Volunteer")


class Workplace(TextChoices):
    ONSITE = "onsite", _("On site")
    HYBRID = "hybrid", _("Hybrid")
    REMOTE = "remote", _("Remote")


class SalaryUnit(TextChoices):
    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class Region(TextChoices):
    WORLDWIDE = "worldwide", _("Worldwide")
    EUROPE = "europe", _("Europe")
    EU = "eu", _("European Union")
    UK = "uk", _("United Kingdom")
    NORTH_AMERICA = "north_america", _("North America")
    LATIN_AMERICA = "latin_america", _("Latin America")
    ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific")
    MIDDLE_EAST_AFRICA = "middle_east_africa", _("Middle East and Africa")


class Seniority(TextChoices):
    JUNIOR = "junior", _("Junior")
    MID = "mid", _("Mid-level")
    SENIOR = "senior", _("Senior")
    LEAD = "lead", _("Lead")
    HEAD = "head", _("Head or director")


class Visa(TextChoices):
    # Each label says by itself what it is about, as filters in use and rows have no room for the fact's name.
    YES = "yes", _("Visa sponsored")
    NO = "no", _("No visa sponsorship")
    NOT_SAID = "not_said", _("Visa not mentioned")


class Benefit(TextChoices):
    # No value is part of another one: they are stored in one text.
    HEALTH = "health", _("Health insurance")
    PENSION = "pension", _("Company pension")
    EQUITY = "equity", _("Shares or options")
    BONUS = "bonus", _("Bonus")
    LEARNING = "learning", _("Learning budget")
    FLEXIBLE_HOURS = "flexible_hours", _("Flexible hours")
    SHORT_WEEK = "short_week", _("Four-day week")
    PARENTS = "parents", _("Extra parental leave")
    CHILDCARE = "childcare", _("Childcare")
    HOLIDAY = "holiday", _("Extra holiday")
    DESK_MONEY = "desk_money", _("Home office budget")
    RELOCATION = "relocation", _("Help with moving")
    COMMUTE = "commute", _("Travel to work paid")
    SPORT = "sport", _("Sport and health")


class Asked(TextChoices):
    """Whether a board's employers are asked for a fact."""

    OFF = "off", _("Off")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """How an outside format names a fact and its values; a value without a word is left out."""

    name: str
    words: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Fact:
    # The attribute of JobPage.
    name: str
    # The same words in forms, filters, the facts box and the admin.
    label: "str | StrPromise"
    # The filter's name in search URLs; empty when readers cannot filter by the fact.
    param: str = ""
    choices: type[TextChoices] | None = None
    # The column of JobBoardSettings that says whether employers are asked; empty when they always are.
    setting: str = ""
    # The value that says nothing: it can be filtered by, but pages, rows and feeds leave it out.
    unsaid: str = ""

    def choice_labels(self) -> dict[str, str]:
        """Map each value to its label in the active language."""
        return {str(value): str(label) for value, label in self.choices.choices} if self.choices else {}

    def text_of(self, value: str) -> str:
        """The value's label in the active language; empty for what is no choice."""
        return str(self.choices(value).label) if self.choices and value in self.choices else ""

    def texts(self, page: "JobPage") -> list[str]:
        """List what the page says, in the active language; here of a relation with many rows."""
        return [str(row) for row in getattr(page, self.name).all()]


@dataclass(frozen=True, kw_only=True)
class ChoiceFact(Fact):
    """A column of the listing with one of a few values. Whatever the table says of it needs no more code."""

    choices: type[TextChoices]
    # The form's error when nothing is chosen; without one, the fact may be left empty.
    missing: "str | StrPromise" = ""
    # Values that rows leave out, because most listings have them.
    not_in_rows: Collection[str] = ()
    # Values that the full text leaves out, because nobody means them by these words.
    not_in_full_text: Collection[str] = ()
    # The element of the aggregators' XML.
    element: Vocabulary | None = None
    # The property of schema.org's JobPosting.
    markup: Vocabulary | None = None

    def value(self, page: "JobPage") -> str:
        return str(getattr(page, self.name))

    def text(self, page: "JobPage") -> str:
        return self.said(self.value(page))

    def said(self, value: str) -> str:
        """The label of a value that says something; else empty."""
        return self.text_of(value) if value != self.unsaid else ""

    def texts(self, page: "JobPage") -> list[str]:
        return [text] if (text := self.text(page)) else []


CATEGORY = Fact(name="category", label=_("Category"), param="category")
EMPLOYMENT_TYPE = ChoiceFact(
    name="employment_type",
    label=_("Employment type"),
    param="type",
    choices=EmploymentType,
    missing=_("Choose the employment type."),
    not_in_rows=[EmploymentType.FULL_TIME],
    element=Vocabulary(
        name="jobtype",
        words={
            EmploymentType.FULL_TIME: "fulltime",
            EmploymentType.PART_TIME: "parttime",
            EmploymentType.CONTRACT: "contract",
            EmploymentType.TEMPORARY: "temporary",
            EmploymentType.INTERNSHIP: "internship",
            EmploymentType.VOLUNTEER: "volunteer",
        },
    ),
    markup=Vocabulary(
        name="employmentType",
        words={
            EmploymentType.FULL_TIME: "FULL_TIME",
            EmploymentType.PART_TIME: "PART_TIME",
            EmploymentType.CONTRACT: "CONTRACTOR",
            EmploymentType.TEMPORARY: "TEMPORARY",
            EmploymentType.INTERNSHIP: "INTERN",
            EmploymentType.VOLUNTEER: "VOLUNTEER",
        },
    ),
)
# Rows, summaries and structured data tell the workplace together with the place.
WORKPLACE = ChoiceFact(
    name="remote",
    label=_("Workplace"),
    param="remote",
    choices=Workplace,
    missing=_("Choose the workplace."),
    not_in_full_text=[Workplace.ONSITE],
    element=Vocabulary(
        name="remotetype", words={Workplace.REMOTE: "Fully remote", Workplace.HYBRID: "Hybrid remote"}
    ),
)
LOCATIONS = Fact(name="locations", label=_("Where"))
REGIONS = Fact(name="regions", label=_("Open to people in"), param="region", choices=Region)
COUNTRY = Fact(name="country", label=_("Country"), param="country")
COMPANY = Fact(name="company", label=_("Company"), param="company")
SKILLS = Fact(name="tags", label=_("Skills"), param="tag")

# What a board asks for only if its settings say so.
SENIORITY = ChoiceFact(
    name="seniority",
    label=_("Seniority"),
    param="seniority",
    choices=Seniority,
    missing=_("Choose the seniority."),
    setting="ask_seniority",
    not_in_rows=[Seniority.MID],
    element=Vocabulary(
        name="experience",
        words={
            Seniority.JUNIOR: "Junior",
            Seniority.MID: "Mid-level",
            Seniority.SENIOR: "Senior",
            Seniority.LEAD: "Lead",
            Seniority.HEAD: "Head",
        },
    ),
    markup=Vocabulary(
        name="qualifications",
        words={
            Seniority.JUNIOR: "Junior level",
            Seniority.MID: "Mid level",
            Seniority.SENIOR: "Senior level",
            Seniority.LEAD: "Lead level",
            Seniority.HEAD: "Head or director level",
        },
    ),
)
VISA = ChoiceFact(
    name="visa",
    label=_("Visa sponsorship"),
    param="visa",
    choices=Visa,
    missing=_("Say whether the company sponsors a visa."),
    setting="ask_visa",
    unsaid=Visa.NOT_SAID,
    not_in_rows=[Visa.NO],
    # Who searches for a visa wants one.
    not_in_full_text=[Visa.NO, Visa.NOT_SAID],
    element=Vocabulary(name="visasponsorship", words={Visa.YES: "yes", Visa.NO: "no"}),
    markup=Vocabulary(
        name="eligibilityToWorkRequirement",
        words={Visa.YES: "The employer sponsors a visa.", Visa.NO: "The employer does not sponsor a visa."},
    ),
)
BENEFITS = Fact(
    name="benefits", label=_("Benefits"), param="benefit", choices=Benefit, setting="ask_benefits"
)
# Its columns are in `COLUMNS`; the search asks for a time zone by a parameter of its own.
ZONES = Fact(name="zones", label=_("Time zones"), setting="ask_zones")
DEADLINE = Fact(name="apply_by", label=_("Apply by"), setting="ask_deadline")
FIRST_DAY = Fact(name="first_day", label=_("First day online"), setting="ask_first_day")
STAFF = Fact(name="staff", label=_("People at the company"), setting="ask_staff")

# Each place with its facts, in its own order. Pay is no row of the table: it is four columns with rules of
# their own, and every place writes it differently.

# Asked in the posting form and on the edit screen: beside the category, and with the place.
JOB_CHOICES = (EMPLOYMENT_TYPE, SENIORITY)
PLACE_CHOICES = (WORKPLACE, VISA)
CHOICES = (*JOB_CHOICES, *PLACE_CHOICES)
# Filtered, in the order of the URL; every filter may be given several values, and any of them matches.
FILTERS = (
    CATEGORY,
    EMPLOYMENT_TYPE,
    SENIORITY,
    WORKPLACE,
    VISA,
    REGIONS,
    COUNTRY,
    BENEFITS,
    COMPANY,
    SKILLS,
)
# Offered as filters beside the list, with counts.
FACETS = (CATEGORY, WORKPLACE, EMPLOYMENT_TYPE, SENIORITY, REGIONS, COUNTRY, VISA, BENEFITS, SKILLS)
# Shown in the facts box of a listing, between pay and category.
BOX = (LOCATIONS, WORKPLACE, REGIONS, ZONES, EMPLOYMENT_TYPE, SENIORITY, VISA, BENEFITS, DEADLINE)
# Shown in rows, after pay and place.
ROW = (EMPLOYMENT_TYPE, SENIORITY, VISA)
# Told in one line by feeds and previews of links, after pay and place.
SUMMARY = (EMPLOYMENT_TYPE, SENIORITY, VISA)

# Asked only on boards whose settings say so, in the order of the settings.
OPTIONAL = (SENIORITY, VISA, ZONES, BENEFITS, DEADLINE, FIRST_DAY, STAFF)
# The columns of a fact that has several.
COLUMNS = {ZONES.name: ("zone_from", "zone_to", "overlap_hours")}

PARAMS = tuple(fact.param for fact in FILTERS)
BY_PARAM = {fact.param: fact for fact in FILTERS}


def columns_of(fact: Fact) -> tuple[str, ...]:
    """The attributes of JobPage that hold the fact."""
    return COLUMNS.get(fact.name, (fact.name,))

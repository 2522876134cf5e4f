"""The parts of a demo board as plain data: no model, no database."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class State(StrEnum):
    """The state of a demo listing after loading."""

    LIVE = "live"
    UNPAID = "awaiting payment"
    IN_REVIEW = "in review"
    CHANGES_REQUESTED = "changes requested"
    EXPIRED = "expired"
    CLOSED = "closed"


PUBLISHED_STATES = frozenset({State.LIVE, State.EXPIRED, State.CLOSED})


class Settlement(StrEnum):
    """How the posting payment was settled, unless the listing is unpaid."""

    PAID = "paid"
    WAIVED = "waived"


@dataclass(frozen=True)
class Pay:
    """A salary range in whole units of `currency` per `unit`."""

    low: int
    high: int
    currency: str
    unit: Literal["hour", "day", "week", "month", "year"] = "year"


@dataclass(frozen=True)
class Zones:
    """Offsets from UTC in hours, and how many hours of a day have to overlap (0: not said)."""

    first: float
    last: float
    overlap: int = 0


Asked = Literal["off", "optional", "required"]


@dataclass(frozen=True)
class Asks:
    """Whether employers are asked for the facts that a board can switch on."""

    seniority: Asked = "off"
    visa: Asked = "off"
    zones: Asked = "off"
    benefits: Asked = "off"
    deadline: Asked = "off"
    first_day: Asked = "off"
    staff: Asked = "off"


@dataclass(frozen=True)
class Mark:
    """A logo: a shape of `demo.shapes`, its colour, and the colour behind it (empty: transparent)."""

    shape: str
    ink: str
    ground: str = ""


@dataclass(frozen=True)
class Employer:
    slug: str
    name: str
    mark: Mark | None = None

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"

    @property
    def website(self) -> str:
        return f"https://{self.domain}/"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One listing. `key`, the name of its file, must stay: a later run finds the listing by it."""

    key: str
    title: str
    employer: str
    category: str
    tags: tuple[str, ...]
    places: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    remote: Literal["onsite", "hybrid", "remote"] = "onsite"
    employment: str = "full_time"
    pay: Pay | None = None
    seniority: str = ""
    visa: str = "not_said"
    zones: Zones | None = None
    benefits: tuple[str, ...] = ()
    deadline_after: float = 0
    """Days from its publication to the deadline to apply; 0: none."""
    first_day_after: int = 0
    """Days from its submission to its first day online; 0: at once."""
    apply: str
    plan: str = "Standard"
    days_ago: float
    state: State = State.LIVE
    settlement: Settlement = Settlement.PAID
    note: str = ""
    """The editor's comment, or the reason why the payment was waived."""
    description: str
    """Markdown."""


@dataclass(frozen=True)
class Topic:
    """A category; its page and search engines show `intro`."""

    slug: str
    name: str
    intro: str


@dataclass(frozen=True)
class PlanOffer:
    """A plan. `amount` is in the minor units of the board's currency."""

    name: str
    description: str
    amount: int
    days: int
    featured: bool = False


@dataclass(frozen=True)
class PackSale:
    """A pack on sale: so many postings with the plan of that name, for `amount` in minor units."""

    plan: str
    postings: int
    amount: int
    valid_days: int = 365


@dataclass(frozen=True)
class Page:
    """A standard page. `body` and `after_plans` are Markdown; with `plans`, the plans' table is between."""

    slug: str
    title: str
    intro: str
    position: int
    """Its place among the board's pages, in menus and in the tree."""
    body: str
    in_header: bool = False
    plans: bool = False
    after_plans: str = ""


@dataclass(frozen=True)
class Scheme:
    """The colours of one palette, named as in `boards.models.Palette`."""

    bg: str
    surface: str
    tint: str
    ink: str
    muted: str
    link: str
    button: str
    button_text: str
    button_edge: str
    control_edge: str
    hairline: str
    danger: str
    ok: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """A board with all its content. `index_intro` and `form_intro` are Markdown."""

    slug: str
    name: str
    hostname: str
    default: bool
    """Whether it takes the place of Wagtail's default site."""
    tagline: str
    headline: str
    lede: str
    index_intro: str
    form_intro: str
    title_hint: str = ""
    """Below a field of the form, in the words of the board's trade; as `tags_hint` and the outline of a description."""
    tags_hint: str = ""
    description_outline: str = ""
    layout: Literal["ledger", "gallery"]
    light: Scheme
    dark: Scheme
    currency: str
    contact_email: str
    time_zone: str
    asks: Asks
    reviewed: bool
    """Whether editors review a listing once it is paid."""
    plans: tuple[PlanOffer, ...]
    packs: tuple[PackSale, ...] = ()
    categories: tuple[Topic, ...]
    employers: tuple[Employer, ...]
    pages: tuple[Page, ...]
    listings: tuple[Listing, ...] = field(repr=False)

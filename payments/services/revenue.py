"""Revenue by month, board and plan, added up in the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Count, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import TruncMonth
from wagtail.models import Site

from boards.admin import board_name
from payments.models import Receipt
from payments.money import format_money, to_major
from payments.subjects import plan_name, zone_of

from .movements import Kind, Source, sources

# Month, board's key, plan and currency.
Key = tuple[date, int, str, str]


@dataclass
class Revenue:
    """What one plan brought a board in one month, in minor units of the currency."""

    month: date
    site: Site
    plan: str
    currency: str
    charges: int = 0
    charged: int = 0
    tax: int = 0  # Of the charges; refunds and disputes are not taken off.
    refunded: int = 0
    disputed: int = 0

    @property
    def kept(self) -> int:
        return self.charged - self.refunded - self.disputed

    @property
    def board(self) -> str:
        return board_name(self.site)

    @property
    def labels(self) -> dict[str, str]:
        """The sums as people write them."""
        return {name: format_money(getattr(self, name), self.currency) for name in SUMS}

    @property
    def sums(self) -> dict[str, Decimal]:
        """The sums in whole units."""
        return {name: to_major(getattr(self, name), self.currency) for name in SUMS}


SUMS = ("charged", "tax", "refunded", "disputed", "kept")


def revenue(
    sites: Iterable[Site], *, since: datetime | None = None, until: datetime | None = None
) -> list[Revenue]:
    """Return a row for each month, board, plan and currency in which money moved, the newest month first.

    Months begin and end in the board's time zone. Four queries for each time zone among the boards.
    """
    by_zone: dict[ZoneInfo, dict[int, Site]] = defaultdict(dict)
    for site in sites:
        by_zone[zone_of(site)][site.pk] = site
    found: dict[Key, Revenue] = {}
    for zone, boards in by_zone.items():
        for source in sources():
            _add(found, source, zone, boards, since, until)
    rows = sorted(found.values(), key=lambda row: (row.board, row.plan, row.currency))
    return sorted(rows, key=lambda row: row.month, reverse=True)


def _add(
    found: dict[Key, Revenue],
    source: Source,
    zone: ZoneInfo,
    boards: dict[int, Site],
    since: datetime | None,
    until: datetime | None,
) -> None:
    prefix = source.prefix
    period = {f"{prefix}site__in": list(boards)}
    if since is not None:
        period[f"{source.at}__gte"] = since  # type: ignore[assignment]
    if until is not None:
        period[f"{source.at}__lt"] = until  # type: ignore[assignment]
    rows = source.rows.filter(**period).order_by()
    rows = rows.annotate(
        month=TruncMonth(source.at, tzinfo=zone),
        board=F(f"{prefix}site_id"),
        money=F(f"{prefix}currency"),
        bought=plan_name(prefix),
        tax_part=_tax() if source.kind == Kind.CHARGE else Value(0, output_field=BigIntegerField()),
    )
    added = rows.values("month", "board", "money", "bought").annotate(
        total=Sum(source.amount), tax_total=Sum("tax_part"), number=Count("pk")
    )
    for row in added:
        key = (row["month"].date(), row["board"], row["bought"], row["money"])
        line = found.setdefault(key, Revenue(key[0], boards[key[1]], key[2], key[3]))
        name = {Kind.REFUND: "refunded", Kind.DISPUTE: "disputed"}.get(source.kind, "charged")
        setattr(line, name, getattr(line, name) + row["total"])
        line.tax += row["tax_total"] or 0
        line.charges += row["number"] if source.kind.is_charge else 0


def _tax() -> Subquery:
    """The tax on the receipt of the payment's charge."""
    paid = Receipt.objects.for_charges().filter(payment=OuterRef("pk")).order_by()
    return Subquery(paid.values("tax")[:1])

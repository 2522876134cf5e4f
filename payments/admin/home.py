"""The revenue panel of the admin's home page: this month against the last one, by plan."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import formats
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from boards.admin import board_name
from payments.money import format_money
from payments.permissions import payment_policy
from payments.services.movements import month_of, this_month
from payments.services.revenue import Revenue, revenue

# In the chart's own units.
WIDTH, BAR, STEP = 200, 8, 22


@dataclass(frozen=True)
class Line:
    """A plan's revenue in one currency: as people write it, and as the width of its two bars."""

    plan: str
    this: str
    last: str
    this_width: int
    last_width: int
    y: int

    @property
    def last_y(self) -> int:
        return self.y + BAR + 1


@dataclass(frozen=True)
class BoardRevenue:
    """What a board kept of its charges in one currency."""

    site: Site
    currency: str
    this: str
    last: str
    this_month: str
    last_month: str
    lines: list[Line]

    @property
    def name(self) -> str:
        return board_name(self.site)

    @property
    def height(self) -> int:
        return STEP * len(self.lines)


class RevenuePanel(Component):
    """For users who may view the payments of a board; boards without revenue in both months are left out."""

    name = "revenue"
    template_name = "payments/admin/home_revenue.html"
    order = 120

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        sites = list(payment_policy.sites_user_has_permission_for(self.request.user, "view"))
        return {"boards": board_revenues(sites), "several": len(sites) > 1, "width": WIDTH, "bar": BAR}


def board_revenues(sites: list[Site]) -> list[BoardRevenue]:
    """Compare this month with the last one, for each board and currency."""
    months = {site.pk: this_month(site) for site in sites}
    if not sites:
        return []
    earliest = min(month_of(site, _before(months[site.pk]))[0] for site in sites)
    groups: dict[tuple[int, str], list[Revenue]] = defaultdict(list)
    for row in revenue(sites, since=earliest):
        if row.month >= _before(months[row.site.pk]):
            groups[row.site.pk, row.currency].append(row)
    by_name = sorted(groups.items(), key=lambda item: (item[1][0].board, item[0][1]))
    return [_compare(rows, months[key[0]]) for key, rows in by_name]


def _compare(rows: list[Revenue], month: date) -> BoardRevenue:
    kept: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        kept[row.plan][0 if row.month == month else 1] += row.kept
    most = max((abs(sum_) for sums in kept.values() for sum_ in sums), default=0) or 1
    currency = rows[0].currency
    plans = sorted(kept.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))

    def width(sum_: int) -> int:
        return max(0, round(WIDTH * sum_ / most))

    lines = [
        Line(
            plan,
            format_money(this, currency),
            format_money(last, currency),
            width(this),
            width(last),
            STEP * place,
        )
        for place, (plan, (this, last)) in enumerate(plans)
    ]
    return BoardRevenue(
        site=rows[0].site,
        currency=currency,
        this=format_money(sum(sums[0] for sums in kept.values()), currency),
        last=format_money(sum(sums[1] for sums in kept.values()), currency),
        this_month=formats.date_format(month, "YEAR_MONTH_FORMAT"),
        last_month=formats.date_format(_before(month), "YEAR_MONTH_FORMAT"),
        lines=lines,
    )


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)

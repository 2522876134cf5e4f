"""What payments are about: company, plan and the board's time zone, which rooms above this one know.

Those rooms register how to find them; lists, reports and exports of payments only ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Value
from django.db.models.expressions import Combinable
from wagtail.models import Site

# Makes an SQL expression from the path of a payment's fields: "" for payments, "payment__" for rows that point to one.
Finder = Callable[[str], Combinable]


@dataclass
class _Known:
    company: Finder | None = None
    plan: Finder | None = None
    zone: Callable[[Site], ZoneInfo] | None = None


_known = _Known()


def register(*, company: Finder, plan: Finder, zone: Callable[[Site], ZoneInfo]) -> None:
    """Say how the name of the company and of the plan are found, and a board's time zone."""
    _known.company, _known.plan, _known.zone = company, plan, zone


def company_name(prefix: str = "") -> Combinable:
    """Return an expression for the company's name; empty where there is none, as for packs."""
    return _known.company(prefix) if _known.company else Value("", output_field=CharField())


def plan_name(prefix: str = "") -> Combinable:
    """Return an expression for the name of the plan that was bought; empty when its listing is gone."""
    return _known.plan(prefix) if _known.plan else Value("", output_field=CharField())


def zone_of(site: Site) -> ZoneInfo:
    """Return the time zone in which the board's books are kept."""
    return _known.zone(site) if _known.zone else ZoneInfo(settings.TIME_ZONE)

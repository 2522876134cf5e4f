"""What is asked for, in a reader's words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobs.models import Category, Company, EligibleRegion, JobPage
from jobs.models.details import Tag, country_name
from payments.money import format_major

from .query import MULTIPLE, SearchQuery


@dataclass(frozen=True)
class Criterion:
    """One thing that narrows, and where to go without it."""

    name: str
    value: str
    label: str
    without: SearchQuery


def criteria(query: SearchQuery) -> list[Criterion]:
    names = names_of(query)
    return [
        Criterion(name, value, names[name, value], query.without(name, value))
        for name, value in query.criteria()
    ]


def names_of(query: SearchQuery) -> dict[tuple[str, str], str]:
    """Of each criterion; what is not known by name goes by its slug. One query each for categories,
    companies and tags, where any are asked for."""
    named = {(name, value): value for name, value in query.criteria()}
    if query.q:
        named["q", query.q] = _("“%(text)s”") % {"text": query.q}
    if query.salary_min is not None:
        named["salary_min", str(query.salary_min)] = pay_label(query.salary_min, query.currency)
    for name in MULTIPLE:
        known = _names(name, query)
        named |= {(name, value): known[value] for value in getattr(query, name) if value in known}
    return named


def _names(name: str, query: SearchQuery) -> dict[str, str]:
    values = getattr(query, name)
    if not values:
        return {}
    match name:
        case "category":
            rows = Category.objects.filter(site=query.site, slug__in=values)
            return dict(rows.values_list("slug", "name"))
        case "company":
            companies = Company.objects.filter(site=query.site, slug__in=values)
            return dict(companies.values_list("slug", "name"))
        case "tag":
            return dict(Tag.objects.filter(slug__in=values).values_list("slug", "name"))
        case "country":
            return {code: country_name(code) for code in values}
    return choice_names(name)


def choice_names(name: str) -> dict[str, str]:
    enumeration = {
        "type": JobPage.EmploymentType,
        "remote": JobPage.RemotePolicy,
        "region": EligibleRegion.Region,
    }[name]
    return {str(value): str(label) for value, label in enumeration.choices}


def pay_label(sum_: int, currency: str) -> str:
    return _("from %(sum)s a year") % {"sum": format_major(sum_, currency)}


def describe(query: SearchQuery) -> str:
    names = names_of(query)
    groups: dict[str, list[str]] = {}
    for name, value in query.criteria():
        groups.setdefault(name, []).append(names[name, value])
    if not groups:
        return _("All jobs")
    return ", ".join(_(" or ").join(group) for group in groups.values())

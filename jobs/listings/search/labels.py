"""Labels of a query's criteria in the active language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.models.categories import Category
from jobs.listings.models.companies import Company
from jobs.listings.models.details import Tag, country_name
from jobs.listings.zones import zone_name
from payments.money import format_major

from .query import SearchQuery


@dataclass(frozen=True)
class Criterion:
    """One criterion of a query, and the query without it."""

    name: str
    value: str
    label: str
    without: SearchQuery


Known = Mapping[tuple[str, str], str]


def criteria(query: SearchQuery, known: Known | None = None) -> list[Criterion]:
    """List the criteria; `known` are labels that counting has already fetched."""
    names = names_of(query, known)
    return [
        Criterion(name, value, names[name, value], query.without(name, value))
        for name, value in query.criteria()
    ]


def names_of(query: SearchQuery, known: Known | None = None) -> dict[tuple[str, str], str]:
    """Map each criterion to its label; what does not exist keeps its slug.

    One query each for categories, companies and skills, if some labels are not in `known`.
    """
    known = known or {}
    named = {pair: known.get(pair, pair[1]) for pair in query.criteria()}
    if query.q:
        named["q", query.q] = _("“%(text)s”") % {"text": query.q}
    if query.tz:
        named["tz", query.tz] = zone_label(query.tz)
    if query.salary_min is not None:
        named["salary_min", str(query.salary_min)] = pay_label(query.salary_min, query.currency)
    for name, values in query.chosen.items():
        unknown = tuple(value for value in values if (name, value) not in known)
        named |= {(name, value): label for value, label in _names(name, query.site, unknown).items()}
    return {pair: named[pair] for pair in query.criteria()}


def labels_for(queries: Iterable[SearchQuery]) -> dict[tuple[str, str], str]:
    """Fetch the labels of many queries of one board at once, for `known`."""
    values: dict[str, set[str]] = {}
    site = None
    for query in queries:
        site = query.site
        for name, chosen in query.chosen.items():
            values.setdefault(name, set()).update(chosen)
    return {
        (name, value): label
        for name, chosen in values.items()
        for value, label in ({one: one for one in chosen} | _names(name, site, tuple(chosen))).items()
    }


def _names(name: str, site: Site, values: tuple[str, ...]) -> dict[str, str]:
    if not values:
        return {}
    match name:
        case "category":
            return dict(Category.objects.filter(site=site, slug__in=values).values_list("slug", "name"))
        case "company":
            return dict(Company.objects.filter(site=site, slug__in=values).values_list("slug", "name"))
        case "tag":
            return dict(Tag.objects.filter(slug__in=values).values_list("slug", "name"))
        case "country":
            return {code: country_name(code) for code in values}
    labels = facts.BY_PARAM[name].choice_labels()
    return {value: labels[value] for value in values}


def zone_label(zone: str) -> str:
    return _("time zone of %(city)s") % {"city": zone_name(zone)}


def pay_label(sum_: int, currency: str) -> str:
    return _("from %(sum)s a year") % {"sum": format_major(sum_, currency)}


def describe(query: SearchQuery, known: Known | None = None) -> str:
    """Name all that is asked for, such as “rust”, Backend, Remote, from €60,000 a year."""
    names = names_of(query, known)
    groups: dict[str, list[str]] = {}
    for pair in query.criteria():
        groups.setdefault(pair[0], []).append(names[pair])
    if not groups:
        return _("All jobs")
    return ", ".join(_(" or ").join(group) for group in groups.values())

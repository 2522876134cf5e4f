"""The search in plain form, over the tables that editors and employers write: what the flat table must agree with."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Lookup,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from jobs.listings import facts
from jobs.listings.facts import Benefit
from jobs.listings.fulltext import postgres, sqlite, terms
from jobs.listings.models import Category, EligibleRegion, JobLocation, JobPage, JobTag
from jobs.listings.models.details import Tag, country_name
from jobs.listings.models.fulltext import DocumentField
from jobs.listings.pay_text import TIMES_A_YEAR
from jobs.listings.regions import WITHIN, Region
from jobs.listings.search.counting import MAX_OFFERED
from jobs.listings.search.query import RELEVANCE, SALARY
from jobs.listings.zones import offsets_of


@DocumentField.register_lookup
class Finds(Lookup):
    lookup_name = "finds"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, sqlite.expression(self.rhs)]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, postgres.expression(self.rhs)]


class Relevance(Func):
    """Rank a match; the query must also filter by `finds` with the same terms."""

    def __init__(self, wanted):
        super().__init__(F("full_text__document"), output_field=FloatField())
        self.wanted = wanted

    def as_sqlite(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        return f"-bm25({column}, {sqlite.WEIGHTS})", (*params,)

    def as_postgresql(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        rank = f"ts_rank('{{{postgres.WEIGHTS}}}', {column}, %s::tsquery)"
        return rank, [*params, postgres.expression(self.wanted)]


def in_currency(currency):
    times = Case(
        *(When(salary_unit=unit, then=Value(TIMES_A_YEAR[unit])) for unit in JobPage.SalaryUnit.values),
        default=Value(1),
        output_field=BigIntegerField(),
    )
    best = Coalesce("salary_max", "salary_min")
    a_year = ExpressionWrapper(best * times, output_field=DecimalField(max_digits=15, decimal_places=2))
    pay = Cast(Round(a_year), BigIntegerField())
    return Case(When(salary_currency=currency, then=pay), output_field=BigIntegerField())


def matching(query, site, leaving_out=""):
    listings = JobPage.objects.on_site(site).live()
    for name, condition in _conditions(query).items():
        if name != leaving_out:
            listings = listings.filter(condition)
    return listings


def keys(query, site):
    listings = matching(query, site)
    wanted = terms(query.q)
    if query.order == SALARY:
        pay = in_currency(query.currency)
        listings = listings.order_by(pay.desc(nulls_last=True), "-first_published_at", "-pk")
    elif query.order == RELEVANCE and wanted:
        listings = listings.order_by(Relevance(wanted).desc(), "-first_published_at", "-pk")
    else:
        listings = listings.newest()
    return list(listings.values_list("pk", flat=True))


@dataclass
class Counts:
    total: int
    # By filter, the values to offer with their labels and counts, in order.
    offered: dict[str, list[tuple[str, str, int]]]
    # Of the values that are chosen and have no listings.
    chosen: dict[str, list[str]]
    currencies: list[str]


def counts(query, site):
    offered = {fact.param: _offered(fact, query, site) for fact in facts.FACETS}
    paid = JobPage.objects.on_site(site).live().exclude(salary_currency="")
    used = sorted(set(paid.values_list("salary_currency", flat=True)))
    return Counts(
        total=matching(query, site).count(),
        offered=offered,
        chosen={
            name: [value for value in query.chosen.get(name, ()) if value not in {one for one, *_ in found}]
            for name, found in offered.items()
        },
        currencies=list(dict.fromkeys([query.board_currency, *used, query.currency])),
    )


def _conditions(query):
    found = {name: _filter(name, values) for name, values in query.chosen.items()}
    if query.q:
        wanted = terms(query.q)
        found["q"] = Q(full_text__document__finds=wanted) if wanted else Q(pk__in=[])
    if query.tz:
        offsets = offsets_of(query.tz, at=timezone.now())
        columns = JobPage.objects.values_list("pk", "zone_from", "zone_to", "overlap_hours")
        found["tz"] = Q(pk__in=[pk for pk, *zones in columns if _fits(offsets, *zones)])
    if query.salary_min is not None:
        found["salary_min"] = Q(GreaterThanOrEqual(in_currency(query.currency), query.salary_min))
    return found


def _fits(offsets, first, last, overlap):
    """In plain hours: two days of eight hours, so many hours apart, overlap for the rest."""
    if first is None or last is None:
        return True
    wanted = 8 if overlap is None else overlap
    return any(8 - max(0, first - offset, offset - last) / 60 >= wanted for offset in offsets)


def _filter(name, values):
    match name:
        case "benefit":
            return reduce(or_, (Q(benefits__contains=value) for value in values))
        case "category" | "company":
            return Q(**{f"{name}__slug__in": values})
        case "region":
            open_to = {wider for region in values for wider in WITHIN[Region(region)]}
            return Q(pk__in=EligibleRegion.objects.filter(region__in=open_to).values("page_id"))
        case "country":
            return Q(pk__in=JobLocation.objects.filter(country__in=values).values("page_id"))
        case "tag":
            return Q(pk__in=JobTag.objects.filter(tag__slug__in=values).values("content_object_id"))
    return Q(**{f"{facts.BY_PARAM[name].name}__in": values})


def _offered(fact, query, site):
    others = matching(query, site, leaving_out=fact.param).order_by().values("pk")
    listings = JobPage.objects.filter(pk__in=others).order_by()
    match fact.param:
        case "region":
            found = [
                (region.value, listings.filter(regions__region__in=WITHIN[region]).distinct().count())
                for region in Region
            ]
            labels = fact.choice_labels()
        case "country":
            found = _tally(JobLocation.objects.filter(page__in=others), "country", "page")
            labels = {code: country_name(code) for code, _count in found}
        case "benefit":
            found = [(value, listings.filter(benefits__contains=value).count()) for value in Benefit.values]
            labels = fact.choice_labels()
        case "tag":
            found = _tally(JobTag.objects.filter(content_object__in=others), "tag__slug", "content_object")
            labels = dict(Tag.objects.values_list("slug", "name"))
        case "category":
            found = _tally(listings.exclude(category=None), "category__slug", "pk")
            labels = dict(Category.objects.order_by("sort_order", "name", "slug").values_list("slug", "name"))
        case _:
            found = _tally(listings.exclude(**{fact.name: ""}), fact.name, "pk")
            labels = fact.choice_labels()
    number = Counter(dict(found))
    order = list(labels)
    if fact.param in ("country", "tag"):
        order.sort(key=lambda value: (-number[value], labels[value].casefold()))
    return [(value, labels[value], number[value]) for value in order if number[value]][:MAX_OFFERED]


def _tally(rows, value, listing):
    return list(rows.order_by().values_list(value).annotate(Count(listing, distinct=True)))


def similar(page, count):
    """Rank the newest 60 that share a skill or the category; fill up with the newest."""
    others = JobPage.objects.sibling_of(page, inclusive=False).live().newest()
    tags = JobTag.objects.filter(content_object_id=page.pk).values("tag_id")
    related = Q(pk__in=JobTag.objects.filter(tag_id__in=tags).values("content_object_id"))
    if page.category_id is not None:
        related |= Q(category_id=page.category_id)
    shared = Count("tagged_items", filter=Q(tagged_items__tag_id__in=tags))
    candidates = others.filter(related).annotate(shared=shared).values_list("pk", "category_id", "shared")
    ranked = sorted(candidates[:60], key=lambda row: (-row[2], row[1] is None or row[1] != page.category_id))
    keys = [pk for pk, _category, _shared in ranked][:count]
    return [*keys, *others.exclude(pk__in=keys).values_list("pk", flat=True)[: count - len(keys)]]

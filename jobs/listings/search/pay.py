"""Pay per year, so that listings in one currency compare. Nothing is converted between currencies."""

from django.db.models import BigIntegerField, Case, DecimalField, ExpressionWrapper, Value, When
from django.db.models.functions import Cast, Coalesce, Round

from jobs.listings.models.listing import JobPage
from jobs.listings.pay_text import TIMES_A_YEAR


def best_pay_a_year() -> Cast:
    """The upper end of the pay per year, in whole units of its currency; null without pay."""
    times = Case(
        *(When(salary_unit=unit, then=Value(TIMES_A_YEAR[unit])) for unit in JobPage.SalaryUnit.values),
        default=Value(1),
        output_field=BigIntegerField(),
    )
    best = Coalesce("salary_max", "salary_min")
    a_year = ExpressionWrapper(best * times, output_field=DecimalField(max_digits=15, decimal_places=2))
    return Cast(Round(a_year), BigIntegerField())


def in_currency(currency: str) -> Case:
    """`best_pay_a_year()` of listings paid in this currency, null for others."""
    return Case(When(salary_currency=currency, then=best_pay_a_year()), output_field=BigIntegerField())

"""Pay per year, so that listings in one currency compare. Nothing is converted between currencies."""

from django.db.models import BigIntegerField, Case, Value, When
from django.db.models.functions import Cast, Coalesce

from jobs.listings.models.listing import JobPage

Unit = JobPage.SalaryUnit
# At forty hours and five days a week, all year.
TIMES_A_YEAR = {Unit.HOUR: 2080, Unit.DAY: 260, Unit.WEEK: 52, Unit.MONTH: 12, Unit.YEAR: 1}


def best_pay_a_year() -> Cast:
    """The upper end of the pay per year, in whole units of its currency; null without pay."""
    times = Case(
        *(When(salary_unit=unit, then=Value(number)) for unit, number in TIMES_A_YEAR.items()),
        default=Value(1),
        output_field=BigIntegerField(),
    )
    best = Cast(Coalesce("salary_max", "salary_min"), BigIntegerField())
    return Cast(best * times, BigIntegerField())


def in_currency(currency: str) -> Case:
    """`best_pay_a_year()` of listings paid in this currency, null for others."""
    return Case(When(salary_currency=currency, then=best_pay_a_year()), output_field=BigIntegerField())

"""The pay in a reader's words."""

import pytest
from django.utils import translation

from jobs.listings.models import JobPage

NBSP = "\xa0"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("low", "high", "currency", "expected"),
    [
        (70_000, 90_000, "EUR", "€70,000 – €90,000 a year"),
        (125_000, 150_000, "CHF", f"CHF{NBSP}125,000 – CHF{NBSP}150,000 a year"),
        (70_000, None, "EUR", "from €70,000 a year"),
        (None, 90_000, "EUR", "up to €90,000 a year"),
        (80_000, 80_000, "EUR", "€80,000 a year"),
        (None, None, "EUR", ""),
        (70_000, 90_000, "", ""),
    ],
)
def test_pay(low, high, currency, expected):
    page = JobPage(
        salary_min=low, salary_max=high, salary_currency=currency, salary_unit=JobPage.SalaryUnit.YEAR
    )
    with translation.override("en"):
        assert page.salary_label == expected

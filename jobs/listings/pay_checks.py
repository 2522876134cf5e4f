"""Check a listing's pay, in the employer's form and on the editors' screen alike."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SALARY_ORDER = _("The upper end of the pay is below the lower end.")
CURRENCY_MISSING = _("Choose the currency of the pay.")
UNIT_MISSING = _("Choose whether the pay is for an hour, a month or a year.")


def pay_errors(cleaned: Mapping[str, Any]) -> Iterator[tuple[str, ValidationError]]:
    """Yield each faulty field with its error; none when no pay is given."""
    low, high = cleaned.get("salary_min"), cleaned.get("salary_max")
    if low is None and high is None:
        return
    if low is not None and high is not None and high < low:
        yield "salary_max", ValidationError(SALARY_ORDER, code="order")
    if not cleaned.get("salary_currency"):
        yield "salary_currency", ValidationError(CURRENCY_MISSING, code="required")
    if not cleaned.get("salary_unit"):
        yield "salary_unit", ValidationError(UNIT_MISSING, code="required")

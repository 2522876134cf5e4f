"""Disarm what visitors typed in every spreadsheet that Wagtail's admin exports.

A cell that begins like a formula is run by the program that opens the file; an apostrophe before it makes it text.
"""

from functools import wraps
from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# The pipe and the percent sign begin commands in some programs; the wide signs are read in some languages.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def disarm(value: Any) -> Any:
    """Return text that no program takes for a formula; numbers and dates as they are."""
    plain = force_str(value, strings_only=True)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(FORMULA_STARTS) else plain


def disarm_all_exports() -> None:
    """Wrap the method that makes each cell in Wagtail 7.4: its reports and our lists share it."""
    written = SpreadsheetExportMixin.preprocess_field_value

    @wraps(written)
    def disarmed(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
        return disarm(written(view, field, value, export_format))

    SpreadsheetExportMixin.preprocess_field_value = disarmed

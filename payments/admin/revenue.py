"""The report of revenue by month, board and plan."""

from collections import OrderedDict
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from payments.services.revenue import Revenue, revenue

from .spreadsheets import SpreadsheetView

# So many rows are shown; the export has all.
SHOWN = 500


class RevenueView(SpreadsheetView):
    template_name = "payments/admin/revenue.html"
    export_filename = "revenue"
    export_headings = {
        "month": _("Month"),
        "board": _("Board"),
        "plan": _("Plan"),
        "currency": _("Currency"),
        "charges": _("Charges"),
        "charged": _("Charged"),
        "tax": _("Tax in charges"),
        "refunded": _("Refunded"),
        "disputed": _("Disputed"),
        "kept": _("Kept"),
    }
    list_export = list(export_headings)

    @property
    def year(self) -> int | None:
        typed = self.request.GET.get("year", "")
        return int(typed) if typed.isdecimal() and len(typed) == 4 else None

    def get_rows(self) -> list[Revenue]:
        self.all_rows = revenue(self.boards)
        return [row for row in self.all_rows if self.year in (None, row.month.year)]

    def to_row_dict(self, item: Revenue) -> dict[str, Any]:
        row = OrderedDict((name, getattr(item, name)) for name in self.list_export)
        row["month"] = date(item.month.year, item.month.month, 1)
        row.update(item.sums)
        return row

    def get_context(self, rows: list[Revenue]) -> dict[str, Any]:
        return {
            "rows": rows[:SHOWN],
            "left_out": max(0, len(rows) - SHOWN),
            "several": len(self.boards) > 1,
            "years": sorted({row.month.year for row in self.all_rows}, reverse=True),
            "year": self.year,
        }

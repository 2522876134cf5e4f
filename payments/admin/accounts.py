"""The accountant's month: every movement of a board's money, with totals, to read and to export."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.admin import board_name
from boards.viewsets import BoardChoiceField
from payments.money import format_major
from payments.services.movements import Movement, movements_of, this_month, totals

from .spreadsheets import SpreadsheetView

# So many lines are shown; the export has all.
SHOWN = 200


class MonthField(forms.DateField):
    """The first day of a month, typed as the browser's own month field sends it."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-01"}, format="%Y-%m")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m"], **kwargs)


class AccountsForm(forms.Form):
    month = MonthField(
        label=_("Month"), error_messages={"invalid": _("Write the year and the month, such as 2026-01.")}
    )

    def __init__(self, *args: Any, boards: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(pk__in=[board.pk for board in boards]).order_by("site_name", "hostname")
        if len(boards) > 1:
            self.fields["site"] = BoardChoiceField(sites, label=_("Board"), empty_label=None)


class AccountsView(SpreadsheetView):
    template_name = "payments/admin/accounts.html"
    export_headings = {
        "day": _("Date"),
        "kind_label": _("Movement"),
        "currency": _("Currency"),
        "net": _("Net"),
        "tax": _("Tax"),
        "gross": _("Gross"),
        "receipt": _("Receipt"),
        "invoice": _("Invoice or credit note"),
        "buyer": _("Buyer"),
        "country": _("Buyer’s country"),
        "tax_id": _("Buyer’s tax number"),
        "payer": _("Payer"),
        "company": _("Company"),
        "title": _("Listing or pack"),
        "purpose_label": _("Purpose"),
        "plan": _("Plan"),
        "reference": _("Reference"),
        "charge": _("Charge at Stripe"),
        "mode_label": _("Money"),
    }
    list_export = list(export_headings)

    @cached_property
    def form(self) -> AccountsForm:
        first = self.boards[0]
        chosen = {"month": f"{this_month(first):%Y-%m}", "site": str(first.pk)} | self.request.GET.dict()
        return AccountsForm(chosen, boards=self.boards)

    @cached_property
    def site(self) -> Site:
        if not self.form.is_valid():
            return self.boards[0]
        return self.form.cleaned_data.get("site") or self.boards[0]

    @cached_property
    def month(self) -> date:
        found: date = self.form.cleaned_data["month"] if self.form.is_valid() else this_month(self.site)
        return found

    def get_rows(self) -> list[Movement]:
        return movements_of(self.site, self.month) if self.form.is_valid() else []

    def get_filename(self) -> str:
        return f"{self.site.hostname}-{self.month:%Y-%m}"

    def get_context(self, rows: list[Movement]) -> dict[str, Any]:
        return {
            "form": self.form,
            "site": self.site,
            "name": board_name(self.site),
            "month": formats.date_format(self.month, "YEAR_MONTH_FORMAT"),
            "totals": [_labels(row) for row in totals(rows)],
            "rows": [(row, _written(row)) for row in rows[:SHOWN]],
            "number": len(rows),
            "left_out": max(0, len(rows) - SHOWN),
        }


def _labels(row: dict[str, Any]) -> dict[str, str]:
    return {
        name: sum_ if name == "currency" else format_major(sum_, row["currency"])
        for name, sum_ in row.items()
    }


def _written(row: Movement) -> dict[str, str]:
    sums = {"net": row.net, "tax": row.tax, "gross": row.gross}
    return {name: "" if sum_ is None else format_major(sum_, row.currency) for name, sum_ in sums.items()}

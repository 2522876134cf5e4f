"""A screen that shows rows which are no models, and exports them as CSV and XLSX."""

from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.encoding import force_str
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Site

from payments.permissions import payment_policy


class SpreadsheetView(SpreadsheetExportMixin, View, ABC):
    """For users who may view the payments of a board; `?export=csv` and `?export=xlsx` give the file."""

    template_name = ""

    @cached_property
    def boards(self) -> list[Site]:
        """The boards whose payments the user may view."""
        sites = payment_policy.sites_user_has_permission_for(self.request.user, "view")
        return list(sites.order_by("site_name", "hostname"))

    @abstractmethod
    def get_rows(self) -> list[Any]:
        """Return what the screen shows and the file has, in order."""

    @abstractmethod
    def get_context(self, rows: list[Any]) -> dict[str, Any]:
        """Return what the template gets beside the links to the files."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not self.boards:
            raise PermissionDenied
        rows = self.get_rows()
        if self.is_export:
            response: HttpResponseBase = self.as_spreadsheet(rows, request.GET["export"])
            return response
        links = {"csv_url": self.csv_export_url, "xlsx_url": self.xlsx_export_url}
        return render(request, self.template_name, links | self.get_context(rows))

    def get_heading(self, queryset: Any, field: str) -> str:
        return force_str(self.export_headings[field])

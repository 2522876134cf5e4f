"""Show a form again with everything that was typed, without validating it."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from jobs.submissions import logos
from jobs.submissions.forms.choices import country_choices
from jobs.submissions.forms.fields import MAX_LOCATIONS, LogoField


class ShownAgain(forms.Form):
    location_errors: dict[int, list[str]]

    @property
    def location_rows(self) -> list[dict[str, Any]]:
        """The location rows to draw, at least one, each with its errors."""
        rows = self["location"].value() or [("", "")]
        return [
            self._location_row(country, place, self.location_errors.get(number, []))
            for number, (country, place) in enumerate(rows)
        ]

    def _location_row(self, country: str, place: str, errors: list[str]) -> dict[str, Any]:
        return {
            "country": country,
            "countries": [
                {"code": code, "name": name, "chosen": code == country} for code, name in country_choices()
            ],
            "location": place,
            "errors": errors,
            # Without a country, the error is about the country.
            "location_is_wrong": bool(errors and country),
        }

    @property
    def kept_logo_url(self) -> str:
        return logos.pending_url(str(self["company_logo_kept"].value() or ""))

    def unchecked(self, message: str = "") -> None:
        """Drop all errors; show at most one message above the form."""
        self.cleaned_data = {}
        self._errors = ErrorDict(renderer=self.renderer)
        if message:
            self.add_error(None, ValidationError(message))

    def add_location_row(self) -> None:
        """Add an empty location row, up to MAX_LOCATIONS."""
        rows = self.location_rows
        if len(rows) < MAX_LOCATIONS:
            self._replace("country", [row["country"] for row in rows] + [""])
            self._replace("location", [row["location"] for row in rows] + [""])

    def sent_logo(self) -> ContentFile[bytes] | None:
        """Return the logo uploaded with this request, if it is valid."""
        upload = self.files.get("company_logo")
        if upload is None:
            return None
        if isinstance(cleaned := self.cleaned_data.get("company_logo"), ContentFile):
            return cleaned
        try:
            return LogoField(required=False).clean(upload)
        except ValidationError:
            return None

    def pending_logo(self) -> ContentFile[bytes] | None:
        """Return the logo that was kept while the form was corrected."""
        token = str(self.data.get("company_logo_kept", ""))
        return logos.pending(token) if token else None

    def show_kept_logo(self, token: str) -> None:
        self._replace("company_logo_kept", [token])

    def _replace(self, name: str, values: list[str]) -> None:
        data = MultiValueDict({key: self.data.getlist(key) for key in self.data})  # type: ignore[attr-defined]
        data.setlist(name, values)
        self.data = data

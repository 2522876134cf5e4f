"""The posting form while it is being typed: what is right of it so far, with its gaps."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import escape
from django.utils.translation import gettext as _

from boards.text import clean_line
from jobs.listings.models import JobPage
from jobs.submissions.forms.base import DESCRIPTION_LENGTHS, PASTED_LENGTH
from jobs.submissions.forms.fields import PayField, TagsField
from jobs.submissions.forms.listing import ListingForm
from jobs.submissions.models import Plan
from jobs.submissions.pasted import tidy
from jobs.submissions.services.data import ListingData

# Nothing of these is shown; a kept logo is not read from the storage at each pause.
NOT_SHOWN = {"company_logo": None, "company_logo_kept": "", "contact_name": "", "contact_email": ""}
MAX_NAME = 120


class UnfinishedForm(ListingForm):
    """What has an error counts as empty; names, and a description of any length, are shown as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_SHOWN:
            del self.fields[name]

    def clean_description(self) -> str:
        _minimum, maximum = DESCRIPTION_LENGTHS
        markdown: str = self.cleaned_data["description"]
        return tidy(markdown)[:maximum] if len(markdown) <= maximum * PASTED_LENGTH else markdown[:maximum]

    def unfinished_data(self) -> ListingData:
        self.full_clean()
        for name, field in self.fields.items():
            self.cleaned_data.setdefault(name, _empty(name, field))
        self.cleaned_data |= NOT_SHOWN
        self.cleaned_data["title"] = self._name("title") or _("Job title")
        self.cleaned_data["company_name"] = self._name("company_name") or _("Company")
        return self.to_data()

    def unfinished_plan(self) -> Plan | None:
        plan: Plan | None = self.cleaned_data.get("plan")
        return plan

    def description_html(self) -> str:
        waits = escape(_("Your description appears here."))
        return super().description_html() or f"<p>{waits}</p>"

    def _name(self, field: str) -> str:
        cleaned = str(self.cleaned_data.get(field) or "")
        return cleaned or clean_line(str(self.data.get(field, "")))[:MAX_NAME]


def _empty(name: str, field: forms.Field) -> Any:
    """Return what stands for a field that says nothing: the listing's own default where it has one."""
    if isinstance(field, (forms.MultipleChoiceField, TagsField)) or name == "location":
        return []
    if isinstance(field, (PayField, forms.ModelChoiceField, forms.DateField, forms.DateTimeField)):
        return None
    try:
        return JobPage._meta.get_field(name).get_default()
    except (FieldDoesNotExist, AttributeError):
        return ""

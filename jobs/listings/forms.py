"""Readers' forms: report a listing, verify a company."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boards.fields import EmailField, LineField, TextField
from jobs.listings.models import Company, Report
from jobs.listings.services.verification import is_own_address, is_public_provider

REPORT_LENGTH = 2000

EMAIL_MISSING = _("Enter your email address.")
REASON_MISSING = _("Choose what is wrong with the listing.")
TEXT_MISSING = _("Say in a few words what is wrong.")
PUBLIC_PROVIDER = _(
    "An address of a public email provider proves nothing about the company. Use one at %(domain)s."
)
OTHER_DOMAIN = _("The address must be at %(domain)s, the domain of the company’s website.")


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": REASON_MISSING},
    )
    text = TextField(
        label=_("In your own words"),
        required=False,
        max_length=REPORT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Only the editors read it. You do not have to say who you are."),
    )
    email = EmailField(
        label=_("Your email address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "auto"}),
        help_text=_("If you want to hear what comes of it. The employer does not see it."),
    )
    # A honeypot: people do not see this field, so only programs fill it in.
    website = LineField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == Report.Reason.OTHER and not cleaned.get("text", "").strip():
            self.add_error("text", ValidationError(TEXT_MISSING, code="required"))
        return cleaned


class VerifyCompanyForm(forms.Form):
    email = EmailField(
        label=_("Your email address there"),
        error_messages={"required": EMAIL_MISSING},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "auto"}),
    )
    # A honeypot, as above.
    website = LineField(required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        domain = {"domain": self.company.website_host}
        if is_public_provider(email):
            raise ValidationError(PUBLIC_PROVIDER, code="public", params=domain)
        if not is_own_address(self.company, email):
            raise ValidationError(OTHER_DOMAIN, code="elsewhere", params=domain)
        return email

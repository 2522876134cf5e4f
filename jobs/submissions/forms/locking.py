"""Fields of the listing form that are shown and cannot be changed."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from django import forms
from django.utils.translation import gettext_lazy as _


def lock_company(form: forms.Form) -> None:
    """Leave the company out of what can be typed: its people change it on its own page."""
    for name in ("company_name", "company_url", "company_logo"):
        lock(form.fields[name])
    form.fields["company_logo"].help_text = _("The logo is changed on the company’s page.")


def lock(field: forms.Field) -> None:
    """Show a field that cannot be changed, which the browser must not fill with what it kept of another form."""
    field.disabled = True
    field.widget.attrs["data-not-kept"] = True

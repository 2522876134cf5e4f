"""The forms of a company's people: claim and join, invite and change roles, and the company's face."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boards.fields import EmailField, TextField
from jobs.listings.company_links import validate_links
from jobs.listings.forms import VerifyCompanyForm
from jobs.listings.models import Company
from jobs.listings.models.companies import MAX_ABOUT
from jobs.submissions.forms.fields import LogoField, NameField
from jobs.submissions.models import CompanyChange, CompanyPerson
from jobs.submissions.services.faces import Face

ROLES = (
    (
        CompanyPerson.Role.EDITOR,
        _("Editor: posts, edits, renews and closes listings, and edits what the company says of itself"),
    ),
    (
        CompanyPerson.Role.BILLING,
        _("Billing: pays, renews, sees receipts and gets the emails about payments"),
    ),
    (CompanyPerson.Role.OWNER, _("Owner: all of that, and decides who belongs to the company")),
)


class ClaimCompanyForm(VerifyCompanyForm):
    """An address at the company's verified domain."""


class JoinForm(forms.Form):
    name = NameField(
        label=_("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        help_text=_("Shown to your colleagues, and to the editors of the board."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )


class InviteForm(RoleForm):
    email = EmailField(
        label=_("Email address"),
        error_messages={"required": _("Enter the email address.")},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("They get a link, which works for 14 days."),
    )
    field_order = ("email", "role")


class RevokeForm(forms.Form):
    takes_over = forms.BooleanField(
        label=_("Make me the contact of the listings that they posted for the company"), required=False
    )


class LinksField(TextField):
    """Web addresses, one on each line; https unless they have a scheme."""

    def to_python(self, value: Any) -> str:
        lines = str(super().to_python(value) or "").split("\n")
        urls = (line.strip() for line in lines)
        return "\n".join(dict.fromkeys(url if "://" in url else f"https://{url}" for url in urls if url))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            validate_links(value)


class FaceForm(forms.Form):
    about = TextField(
        label=_("About the company"),
        required=False,
        max_length=MAX_ABOUT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Plain text; an empty line begins a new paragraph."),
    )
    links = LinksField(
        label=_("Links"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("Web addresses, one on each line, at most 5."),
    )
    company_logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, at least 64 × 64 pixels, up to 2 MB."),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def __init__(self, *args: Any, company: Company, waiting: CompanyChange | None, **kwargs: Any) -> None:
        shown = waiting or company
        kept = waiting is not None and waiting.removes_logo
        super().__init__(*args, **kwargs)
        self.initial = {"about": shown.about, "links": shown.links, "removes_logo": kept}
        # The browser would silently cut off pasted text.
        self.fields["about"].widget.attrs.pop("maxlength", None)
        logo = (waiting.logo if waiting is not None and waiting.logo else company.logo) or None
        self.logo_url = logo.url if logo else ""
        if not self.logo_url:
            del self.fields["removes_logo"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("company_logo") and cleaned.get("removes_logo"):
            self.add_error(
                "removes_logo", ValidationError(_("Either choose a new logo, or remove the logo."))
            )
        return cleaned

    def face(self) -> Face:
        said = self.cleaned_data
        return Face(
            about=said["about"],
            links=said["links"],
            logo=said["company_logo"] or None,
            removes_logo=bool(said.get("removes_logo")),
        )

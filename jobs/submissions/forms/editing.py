"""The form that edits a listing."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from jobs.listings import facts
from jobs.listings.models import JobPage
from jobs.submissions.forms import wording
from jobs.submissions.forms.asked import past_left_out
from jobs.submissions.forms.base import BaseListingForm
from jobs.submissions.markdown import revise, to_markdown
from jobs.submissions.models import Submission


class EditListingForm(BaseListingForm):
    """No plan and no terms; the contact's email address cannot be changed."""

    revision = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, submission: Submission, page: JobPage, **kwargs: Any) -> None:
        self.page = page
        self.is_published = page.first_published_at is not None
        super().__init__(*args, site=site, initial=_initial(submission, page), **kwargs)
        self.fields["contact_email"].disabled = True
        if submission.person is not None:
            lock_company(self)
            # The contact is somebody else, or the company's page says who they are.
            lock(self.fields["contact_name"])

    @property
    def kept_logo_url(self) -> str:
        stored = self.page.company.logo
        return super().kept_logo_url or (stored.url if stored else "")

    def clean_description(self) -> str:
        # An editor may have saved a text outside the limits; unchanged, it is accepted.
        markdown: str = self.cleaned_data["description"]
        return markdown if markdown == to_markdown(self.page.description) else super().clean_description()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened_on, newest = cleaned.get("revision"), str(self.page.latest_revision_id)
        # A double click sends the same values again, which is not a conflict.
        if opened_on and opened_on != newest and set(self.changed_data) - {"revision", "company_logo_kept"}:
            self._replace("revision", [newest])
            self.add_error(None, ValidationError(wording.CHANGED_MEANWHILE, code="changed"))
        return cleaned

    def description_html(self) -> str:
        return revise(self.page.description, self.cleaned_data["description"])


def lock_company(form: BaseListingForm) -> None:
    """Leave the company out of what can be typed: its people change it on its own page."""
    for name in ("company_name", "company_url", "company_logo"):
        lock(form.fields[name])
    form.fields["company_logo"].help_text = _("The logo is changed on the company’s page.")


def lock(field: forms.Field) -> None:
    """Show a field that cannot be changed, which the browser must not fill with what it kept of another form."""
    field.disabled = True
    field.widget.attrs["data-not-kept"] = True


def _initial(submission: Submission, page: JobPage) -> dict[str, Any]:
    choices = (fact.name for fact in facts.CHOICES)
    asked = (name for fact in facts.OPTIONAL for name in facts.columns_of(fact))
    same = ("title", *choices, *asked, "salary_min", "salary_max", "apply_url", "apply_email")
    pay = {"salary_currency": page.salary_currency, "salary_unit": page.salary_unit}
    return {
        **{name: getattr(page, name) for name in same},
        **{name: value for name, value in pay.items() if value},
        "apply_by": past_left_out(page.apply_by),
        "category": page.category_id,
        "location": [(row.country, row.location) for row in page.locations.all()],
        "region": [row.region for row in page.regions.all()],
        "description": to_markdown(page.description),
        "tags": ", ".join(page.tag_names),
        "company_name": page.company.name,
        "company_url": page.company.website,
        "contact_name": submission.contact_name,
        "contact_email": submission.contact_email,
        "revision": page.latest_revision_id,
    }

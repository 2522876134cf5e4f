"""The form that edits a listing."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.models import Site

from jobs.listings.models import JobPage
from jobs.submissions.forms import wording
from jobs.submissions.forms.base import BaseListingForm
from jobs.submissions.forms.locking import lock, lock_company
from jobs.submissions.forms.values import values_of
from jobs.submissions.markdown import revise, to_markdown
from jobs.submissions.models import Submission


class EditListingForm(BaseListingForm):
    """No plan and no terms; the contact's email address cannot be changed."""

    revision = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, submission: Submission, page: JobPage, **kwargs: Any) -> None:
        self.page = page
        self.is_published = page.first_published_at is not None
        initial = values_of(submission, page) | {"revision": page.latest_revision_id}
        super().__init__(*args, site=site, initial=initial, **kwargs)
        self.fields["contact_email"].disabled = True
        if submission.person is not None:
            lock_company(self)
            # The contact is somebody else, or the company's page says who they are.
            lock(self.fields["contact_name"])

    @property
    def kept_logo_url(self) -> str:
        stored = self.page.company.logo
        return super().kept_logo_url or (stored.url if stored else "")

    def clean_title(self) -> str:
        # An editor may have chosen it as it is.
        title: str = self.cleaned_data["title"]
        return title if title == self.page.title else super().clean_title()

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

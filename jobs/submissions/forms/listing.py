"""The form that posts a listing."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import EMPTY_VALUES
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import LineField
from boards.storage import STORAGE_ERRORS
from jobs.listings.models import JobPage
from jobs.submissions.forms import wording
from jobs.submissions.forms.base import BaseListingForm
from jobs.submissions.forms.locking import lock, lock_company
from jobs.submissions.forms.saving import as_data, is_too_long, typed_values
from jobs.submissions.forms.values import values_of
from jobs.submissions.models import CompanyPerson, Plan, SavedForm, Submission
from jobs.submissions.models.plans import PlanQuerySet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ListingForm(BaseListingForm):
    """Post a listing: with a plan, the terms, and a nonce against double posts.

    `saved` is the saved form that this one goes on with, `person` who posts for their company, through its page.
    """

    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Plan"),
        widget=forms.RadioSelect,
        error_messages={"required": wording.PLAN_MISSING, "invalid_choice": wording.PLAN_WITHDRAWN},
    )
    terms = forms.BooleanField(
        label=_("I accept the terms of this board"),
        # To be ticked anew for each listing (static/kept_form.js).
        widget=forms.CheckboxInput(attrs={"data-not-kept": True}),
        error_messages={"required": _("Please accept the terms to post.")},
    )
    # A honeypot: people do not see this field, so only programs fill it in.
    website = LineField(required=False)
    nonce = forms.Field(required=False, widget=forms.HiddenInput)
    # Of the saved form, when it was opened: microseconds since 1970.
    saved_version = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        site: Site,
        saved: SavedForm | None = None,
        person: CompanyPerson | None = None,
        **kwargs: Any,
    ) -> None:
        if person is not None:
            kwargs["initial"] = _of_person(person) | (kwargs.get("initial") or {})
        super().__init__(*args, site=site, **kwargs)
        self.saved, self.person = saved, person
        if person is not None:
            lock_company(self)
            lock(self.fields["contact_email"])
        self.draft: Submission | None = None
        if saved is None:
            del self.fields["saved_version"]
        self.initial.setdefault("nonce", uuid.uuid4())
        plan = self.fields["plan"]
        plan.queryset = self.plans  # type: ignore[attr-defined]
        if not self.plans:
            plan.error_messages |= {"required": wording.NO_PLANS, "invalid_choice": wording.NO_PLANS}

    @classmethod
    def of_saved(cls, saved: SavedForm) -> ListingForm:
        """Return the form as it was saved, unchecked."""
        data = as_data(saved.values)
        data["nonce"], data["saved_version"] = str(uuid.uuid4()), version_of(saved)
        form = cls(data, site=saved.site, saved=saved, person=saved.person)
        form.unchecked()
        return form

    @classmethod
    def of_draft(
        cls, draft: Submission, *, site: Site, nonce: uuid.UUID, person: CompanyPerson | None = None
    ) -> ListingForm:
        """Return the form that made the draft, with what the draft says now; sent again, it changes the draft."""
        page: JobPage = draft.page.get_latest_revision_as_object()
        values = values_of(draft, page)
        initial = {**values, "plan": draft.plan_id, "terms": True, "nonce": nonce}
        form = cls(site=site, initial=initial, person=person)
        form.draft = draft
        return form

    @cached_property
    def plans(self) -> PlanQuerySet:
        return Plan.objects.on_sale(self.site)

    @property
    def kept_logo_url(self) -> str:
        stored = self.saved.logo if self.saved is not None else None
        if self.draft is not None:
            stored = self.draft.proposed_logo or self.draft.page.company.logo
        return super().kept_logo_url or (stored.url if stored else "")

    def clean_nonce(self) -> uuid.UUID | None:
        """The nonce that makes a form sent twice one listing; scripts may omit it."""
        return parse_nonce(self.cleaned_data["nonce"] or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("company_logo") is None and "company_logo" not in self.errors:
            cleaned["company_logo"] = self._saved_logo()
        return cleaned

    def _saved_logo(self) -> ContentFile[bytes] | None:
        if self.saved is None or not self.saved.logo:
            return None
        try:
            with self.saved.logo.open() as file:
                return ContentFile(file.read(), name="logo.webp")
        except STORAGE_ERRORS:
            self.add_error("company_logo", ValidationError(wording.LOGO_GONE, code="gone"))
            return None

    @property
    def opened_on(self) -> datetime | None:
        """When the saved form that was opened had been saved."""
        return read_version(str(self.data.get("saved_version", "")))

    def show_newest_version(self) -> None:
        """Let the form replace the version that is saved now."""
        if self.saved is not None:
            self.saved.refresh_from_db()
            self._replace("saved_version", [version_of(self.saved)])

    def values_to_save(self) -> dict[str, list[str]]:
        """Return what is kept of the form, with errors for what keeps it from being saved, and no others."""
        self.unchecked()
        try:
            self.cleaned_data["contact_email"] = self.fields["contact_email"].clean(self._typed_email)
        except ValidationError as error:
            empty = self._typed_email.strip() in EMPTY_VALUES
            words = wording.EMAIL_MISSING_TO_SAVE if empty else error
            self.add_error("contact_email", ValidationError(words, code="required"))
        values = typed_values(self)
        if is_too_long(values):
            self.add_error(None, ValidationError(wording.TOO_LONG_TO_SAVE))
        return values

    @property
    def _typed_email(self) -> str:
        return str(self["contact_email"].value() or "")


def _of_person(person: CompanyPerson) -> dict[str, Any]:
    return {
        "company_name": person.company.name,
        "company_url": person.company.website,
        "contact_name": person.contact_name,
        "contact_email": person.email,
    }


def parse_nonce(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def version_of(saved: SavedForm) -> str:
    return str((saved.saved_at - _EPOCH) // _MICROSECOND)


def read_version(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 17):
        return None
    return _EPOCH + int(text) * _MICROSECOND

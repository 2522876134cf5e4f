"""The form that posts a listing."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import uuid
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import LineField
from jobs.submissions.forms import wording
from jobs.submissions.forms.base import BaseListingForm
from jobs.submissions.models import CompanyPerson, Plan
from jobs.submissions.models.plans import PlanQuerySet


class ListingForm(BaseListingForm):
    """Post a listing: with a plan, the terms, and a nonce against double posts."""

    # Who posts for their company, through its page.
    person: CompanyPerson | None = None

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

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, site=site, **kwargs)
        self.initial.setdefault("nonce", uuid.uuid4())
        plan = self.fields["plan"]
        plan.queryset = self.plans  # type: ignore[attr-defined]
        if not self.plans:
            plan.error_messages |= {"required": wording.NO_PLANS, "invalid_choice": wording.NO_PLANS}

    @cached_property
    def plans(self) -> PlanQuerySet:
        return Plan.objects.on_sale(self.site)

    def clean_nonce(self) -> uuid.UUID | None:
        """The nonce that makes a form sent twice one listing; scripts may omit it."""
        return parse_nonce(self.cleaned_data["nonce"] or "")


def parse_nonce(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

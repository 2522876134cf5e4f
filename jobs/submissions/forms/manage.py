"""The forms of the manage page: change the plan, renew or upgrade, close, post again; and the form that finds links."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import EmailField, LineField
from jobs.listings import facts
from jobs.listings.models import Category
from jobs.submissions.forms import wording
from jobs.submissions.models import Plan, Submission
from jobs.submissions.services.featured import with_stock
from jobs.submissions.services.prices import Offer


class PlanForm(forms.Form):
    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Plan"),
        widget=forms.RadioSelect,
        error_messages={"required": wording.PLAN_MISSING, "invalid_choice": wording.PLAN_WITHDRAWN},
    )

    def __init__(self, *args: Any, site: Site, page_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_sale = Plan.objects.on_sale(site)
        self.plans = with_stock(on_sale, page_id=page_id)
        self.fields["plan"].queryset = on_sale  # type: ignore[attr-defined]


class AgainForm(PlanForm):
    """Choose what a listing is posted again with; the category only if the old one is gone."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=facts.CATEGORY.label,
        empty_label=_("Choose…"),
        error_messages={"required": wording.CATEGORY_MISSING},
    )
    nonce = forms.Field(required=False, widget=forms.HiddenInput)
    # Tells this form from the button of the manage page, also when no plan is chosen.
    chosen = forms.Field(required=False, widget=forms.HiddenInput, initial="1")

    def __init__(self, *args: Any, site: Site, needs_category: bool, **kwargs: Any) -> None:
        super().__init__(*args, site=site, **kwargs)
        self.initial.setdefault("nonce", uuid.uuid4())
        if needs_category:
            self.fields["category"].queryset = Category.objects.filter(site=site)  # type: ignore[attr-defined]
        else:
            del self.fields["category"]


class InvoiceDetailsForm(forms.Form):
    """What an accountant wants on the invoice; Stripe prints 140 letters of each."""

    purchase_order = LineField(label=_("PO number"), required=False, max_length=140)
    cost_centre = LineField(label=_("Cost centre"), required=False, max_length=140)


class OfferForm(InvoiceDetailsForm):
    """Choose a renewal or an upgrade of an existing listing; with what the invoice needs, where there is one."""

    field_order = ("plan",)
    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Plan"),
        widget=forms.RadioSelect,
        error_messages={"required": wording.PLAN_MISSING, "invalid_choice": wording.PLAN_WITHDRAWN},
    )

    def __init__(self, *args: Any, offers: list[Offer], is_invoiced: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_invoiced:
            del self.fields["purchase_order"], self.fields["cost_centre"]
        plans = Plan.objects.filter(pk__in=[offer.plan.pk for offer in offers])
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why are you closing it?"),
        choices=Submission.CloseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": wording.REASON_MISSING},
    )


class FindLinksForm(forms.Form):
    email = EmailField(
        label=_("Your email address"),
        error_messages={"required": wording.EMAIL_MISSING},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "auto"}),
    )
    # A honeypot: people do not see this field, so only programs fill it in.
    website = LineField(required=False)

"""The forms of the manage page: change the plan, renew or upgrade, close; and the form that finds links."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import EmailField, LineField
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

    def __init__(self, *args: Any, site: Site, page_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_sale = Plan.objects.on_sale(site)
        self.plans = with_stock(on_sale, page_id=page_id)
        self.fields["plan"].queryset = on_sale  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """Choose a renewal or an upgrade of an existing listing."""

    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Plan"),
        widget=forms.RadioSelect,
        error_messages={"required": wording.PLAN_MISSING, "invalid_choice": wording.PLAN_WITHDRAWN},
    )

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

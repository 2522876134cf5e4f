"""The form that buys a pack."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from boards.fields import EmailField, LineField
from jobs.submissions.forms import wording
from jobs.submissions.models import PackOffer
from payments.payer_email import validate_payer_email


class PackForm(forms.Form):
    offer = forms.ModelChoiceField(
        PackOffer.objects.none(),
        label=_("Pack"),
        widget=forms.RadioSelect,
        error_messages={"required": wording.PACK_MISSING, "invalid_choice": wording.PACK_WITHDRAWN},
    )
    email = EmailField(
        label=_("Your email address"),
        error_messages={"required": wording.EMAIL_MISSING},
        max_length=254,
        help_text=_("The link to your pack goes there, and listings with this address can use it."),
        validators=[validate_payer_email],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "auto"}),
    )
    # A honeypot: people do not see this field, so only programs fill it in.
    website = LineField(required=False)
    nonce = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("nonce", uuid.uuid4())
        on_sale = PackOffer.objects.on_sale(site)
        self.offers = list(on_sale)
        self.fields["offer"].queryset = on_sale  # type: ignore[attr-defined]

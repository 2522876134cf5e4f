"""The forms of a reader's alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.fields import EmailField, LineField
from jobs.alerts.models import Alert
from jobs.listings.forms import EMAIL_MISSING

FREQUENCY_MISSING = _("Choose how often we should email you.")


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Alert.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": FREQUENCY_MISSING},
    )


class AlertForm(FrequencyForm):
    email = EmailField(
        label=_("Your email address"),
        error_messages={"required": EMAIL_MISSING},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "auto"}),
    )
    # A honeypot: people do not see this field, so only programs fill it in.
    website = LineField(required=False)

    field_order = ["email", "frequency"]

"""The fields of facts that a board may ask for, as its settings say: off, optional or required."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.listings import facts
from jobs.listings.asked_checks import date_errors, zone_errors
from jobs.listings.models import JobBoardSettings
from jobs.listings.zones import MAX_OVERLAP, offset_choices

MAX_STAFF = 10_000_000
CHOOSE = ("", _("Choose…"))


class LocalTimeField(forms.DateTimeField):
    """A date and a time of the board's own zone, by the browser's picker or typed."""

    zone: ZoneInfo = ZoneInfo("UTC")

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return timezone.make_naive(value, self.zone) if isinstance(value, datetime) else value


def _number(label: Any, choices: list[tuple[int, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[CHOOSE, *choices], coerce=int, empty_value=None, required=False
    )


class AskedFields(forms.Form):
    """Fields are required, or taken away, by the board's settings."""

    zone_from = _number(_("From"), offset_choices())
    zone_to = _number(_("To"), offset_choices())
    overlap_hours = _number(
        _("Hours of overlap"), [(hours, str(hours)) for hours in range(1, MAX_OVERLAP + 1)]
    )
    benefits = forms.MultipleChoiceField(
        label=facts.BENEFITS.label,
        choices=facts.Benefit.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one benefit.")},
    )
    apply_by = LocalTimeField(
        label=facts.DEADLINE.label,
        required=False,
        error_messages={"required": _("Enter the last day and time to apply.")},
    )
    first_day = forms.DateField(
        label=facts.FIRST_DAY.label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Nobody sees the listing before, and its days count from then. Empty: at once."),
        error_messages={"required": _("Choose the first day online.")},
    )
    staff = forms.IntegerField(
        label=facts.STAFF.label,
        required=False,
        min_value=1,
        max_value=MAX_STAFF,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Never shown. Some laws about pay in job advertisements apply from a size on."),
        error_messages={"required": _("Say how many people work for the company.")},
    )

    def ask(self, board: JobBoardSettings, *, is_published: bool = False) -> None:
        """Take away what the board does not ask; the first day also once it has come."""
        for fact in facts.OPTIONAL:
            is_over = fact is facts.FIRST_DAY and is_published
            for name in facts.columns_of(fact):
                if is_over or not board.asks(fact):
                    del self.fields[name]
                elif name != "overlap_hours":
                    self.fields[name].required = board.asked(fact) == facts.Asked.REQUIRED
        if (visa := self.fields.get(facts.VISA.name)) is not None and not visa.required:
            visa.choices = facts.Visa.choices  # type: ignore[attr-defined]
            self.initial.setdefault(facts.VISA.name, facts.Visa.NOT_SAID)
        if isinstance(deadline := self.fields.get(facts.DEADLINE.name), LocalTimeField):
            deadline.zone = board.zone
            deadline.help_text = _("Time of %(zone)s. The listing closes at that minute.") % {
                "zone": board.zone.key
            }
        for name in ("zone_from", "zone_to"):
            if name in self.fields:
                self.fields[name].error_messages["required"] = _("Choose a time zone.")

    def check_asked(self, cleaned: dict[str, Any], board: JobBoardSettings, *, is_published: bool) -> None:
        found = [
            *zone_errors(cleaned),
            *date_errors(
                cleaned,
                zone=board.zone,
                deadline_before=self.initial.get("apply_by"),
                is_published=is_published,
            ),
        ]
        for name, error in found:
            if name in self.fields and name not in self.errors:
                self.add_error(name, error)

    def said(self, name: str) -> Any:
        """What was entered; what is not asked stays as it was."""
        return self.cleaned_data[name] if name in self.fields else self.initial.get(name)

    def choices_said(self) -> dict[str, str]:
        """The value of each choice fact, by its name; an optional one that was left empty says nothing."""
        return {fact.name: self.said(fact.name) or fact.unsaid for fact in facts.CHOICES}

    def asked_said(self) -> dict[str, Any]:
        """The other facts that boards may ask for, by column."""
        single = (fact for fact in facts.OPTIONAL if fact not in facts.CHOICES)
        values = {name: self.said(name) for fact in single for name in facts.columns_of(fact)}
        return values | {"benefits": tuple(values["benefits"] or ())}


def past_left_out(deadline: datetime | None) -> datetime | None:
    """A deadline to begin a form with: one that is over would have to be changed before anything else."""
    return deadline if deadline is not None and deadline > timezone.now() else None

"""The parts of the posting form: which fields are in each, and which of them are still needed."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.validators import EMPTY_VALUES
from django.utils.translation import gettext as _

from jobs.listings import facts
from jobs.listings.models import JobPage

# Drawn one by one, by name. Every other field of the form finds its place by itself: beside the category if it is
# needed, otherwise folded away, so that more facts do not make the form longer.
JOB = ("title", "category", "description", "tags")
PLACE = ("remote", "location", "region", "salary_min", "salary_max", "salary_currency", "salary_unit")
APPLY = ("apply_url", "apply_email")
COMPANY = ("company_name", "company_url", facts.STAFF.name, "company_logo", "company_logo_kept")
CONTACT = ("contact_name", "contact_email")
PLAN = ("plan", "terms")
# What boards may ask for and needs a row of its own: in its place if it has to be filled in, otherwise folded away too.
ZONES = facts.columns_of(facts.ZONES)
BENEFITS = (facts.BENEFITS.name,)
DATES = (facts.DEADLINE.name, facts.FIRST_DAY.name)
ROWS = (*ZONES, *BENEFITS, *DATES)
OF_THE_FORM = ("website", "nonce", "saved_version", "revision")
# Chosen from the first, where nothing else is.
UNSAID = tuple(str(fact.unsaid) for fact in facts.CHOICES if fact.unsaid)
PLACED = frozenset((*JOB, *PLACE, *ROWS, *APPLY, *COMPANY, *CONTACT, *PLAN, *OF_THE_FORM))


@dataclass(frozen=True)
class Needed:
    """A field that still has to be filled in, with its name for people and the id to jump to."""

    label: str
    field_id: str


@dataclass(frozen=True)
class Rows:
    """What a board asks for besides, by the rows in which it is drawn."""

    others: list[forms.BoundField]
    zones: list[forms.BoundField]
    benefits: list[forms.BoundField]
    dates: list[forms.BoundField]

    def __bool__(self) -> bool:
        return bool(self.labels)

    @property
    def labels(self) -> list[str]:
        zones = [str(facts.ZONES.label)] if self.zones else []
        return [*self._labels(self.others), *zones, *self._labels((*self.benefits, *self.dates))]

    @property
    def is_used(self) -> bool:
        """Whether it has to be seen: something has an error, or was filled in."""
        fields = (*self.others, *self.zones, *self.benefits, *self.dates)
        return any(field.errors or field.value() not in (*EMPTY_VALUES, *UNSAID) for field in fields)

    @staticmethod
    def _labels(fields: Iterable[forms.BoundField]) -> list[str]:
        return [str(field.label) for field in fields]


class Sectioned(forms.Form):
    """A mixin. The template marks what is needed with `data-needed`, for static/form_progress.js."""

    @property
    def other_needed(self) -> list[forms.BoundField]:
        """The fields without a place of their own that have to be filled in."""
        return [field for field in self._others() if field.field.required]

    @property
    def needed_rows(self) -> Rows:
        return self._rows(is_needed=True)

    @property
    def folded(self) -> Rows:
        """What is folded away: all that may be left empty and has no place of its own."""
        return self._rows(is_needed=False)

    @property
    def company_needed(self) -> list[forms.BoundField]:
        return [field for field in self._drawn((facts.STAFF.name,)) if field.field.required]

    @property
    def company_optional(self) -> list[forms.BoundField]:
        return [field for field in self._drawn((facts.STAFF.name,)) if not field.field.required]

    @property
    def needed_for_job(self) -> list[Needed]:
        facts_needed = self._needed(field.name for field in self._others())
        return [
            *self._needed(("title", "category")),
            *facts_needed,
            *self._needed_for_place(),
            *self._needed_zones(),
            *self._needed(("description", "tags", *BENEFITS)),
            *self._needed_to_apply(),
            *self._needed(DATES),
        ]

    def _needed_for_place(self) -> list[Needed]:
        needed = self._needed(("remote",))
        if self["remote"].value() == JobPage.Workplace.REMOTE:
            is_missing, name = not self["region"].value(), "region"
        else:
            places = self["location"].value() or []
            is_missing, name = not any(country for country, _town in places), "location"
        return [*needed, *([self._of(name)] if is_missing else [])]

    def _needed_zones(self) -> list[Needed]:
        return self._needed(ZONES)[:1]

    def _needed_to_apply(self) -> list[Needed]:
        if any(self[name].value() for name in APPLY):
            return []
        return [Needed(_("How to apply"), self["apply_url"].id_for_label)]

    @property
    def needed_of_company(self) -> list[Needed]:
        return self._needed(COMPANY)

    @property
    def needed_of_contact(self) -> list[Needed]:
        return self._needed(CONTACT)

    @property
    def needed_of_plan(self) -> list[Needed]:
        return self._needed(PLAN)

    @property
    def needed(self) -> list[Needed]:
        """All that is needed, in the order of the page."""
        return [
            *self.needed_for_job,
            *self.needed_of_company,
            *self.needed_of_contact,
            *self.needed_of_plan,
        ]

    def mark_needed(self) -> None:
        """Give each control that has to be filled in its name for people."""
        for name, field in self.fields.items():
            if field.required and name not in OF_THE_FORM:
                field.widget.attrs["data-needed"] = self._name_of(name)
        for name in APPLY:
            self.fields[name].widget.attrs |= {"data-needed": _("How to apply"), "data-needed-as": "apply"}
        self.fields["region"].widget.attrs["data-needed"] = str(facts.REGIONS.label)
        for name in ZONES[:1]:
            if name in self.fields and self.fields[name].required:
                self.fields[name].widget.attrs["data-needed"] = str(facts.ZONES.label)

    def _others(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in PLACED]

    def _rows(self, *, is_needed: bool) -> Rows:
        def some(names: Iterable[str]) -> list[forms.BoundField]:
            found = self._drawn(names)
            # The hours of overlap go with the time zones.
            return found if found and found[0].field.required == is_needed else []

        dates = [field for name in DATES for field in some((name,))]
        others = [] if is_needed else [field for field in self._others() if not field.field.required]
        return Rows(others=others, zones=some(ZONES), benefits=some(BENEFITS), dates=dates)

    def _drawn(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def _needed(self, names: Iterable[str]) -> list[Needed]:
        fields = [self[name] for name in names if name in self.fields]
        return [self._of(field.name) for field in fields if field.field.required and not field.value()]

    def _of(self, name: str) -> Needed:
        return Needed(self._name_of(name), self[name].id_for_label or self[name].auto_id)

    def _name_of(self, name: str) -> str:
        if name in ZONES:
            return str(facts.ZONES.label)
        return _("Terms") if name == "terms" else str(self.fields[name].label)

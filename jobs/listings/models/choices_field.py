"""Several values of a short list in one column."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models


class ChoicesField(models.CharField[Any, Any]):
    """A tuple of values in the order of the choices, stored as a text with spaces between them.

    No value may contain a space or be part of another one.
    """

    def to_python(self, value: Any) -> tuple[str, ...]:
        given = value.split() if isinstance(value, str) else [str(one) for one in value or ()]
        known = [str(choice) for choice, _label in self.flatchoices]
        return tuple(one for one in known if one in given)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> tuple[str, ...]:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, str) else " ".join(value or ())

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Iterable[str], model_instance: models.Model | None) -> None:
        """Values that are no choices are dropped by `to_python`, so that there is nothing to refuse."""

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            choices=self.flatchoices,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
        )

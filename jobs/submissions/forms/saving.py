"""What is kept of a form that is saved to be finished later, and how it is shown again."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from collections.abc import Iterator, Mapping

from django import forms
from django.utils.datastructures import MultiValueDict

from boards.text import clean_line, clean_text
from jobs.submissions.services.saved_forms import MAX_CHARACTERS

# The terms are accepted by whoever sends the form; numbers and tokens are of the page that was shown.
NOT_KEPT = frozenset({"terms", "website", "nonce", "company_logo", "company_logo_kept", "saved_version"})
# The location rows have two names.
ROWS = frozenset({"country", "location"})


def typed_values(form: forms.Form) -> dict[str, list[str]]:
    """Return the texts of the form's fields, cleaned of what is invisible, and otherwise unchecked."""
    data: MultiValueDict[str, str] = form.data  # type: ignore[assignment]
    return {name: [_clean(form, name, text) for text in data.getlist(name)] for name in _names(form, data)}


def is_too_long(values: Mapping[str, list[str]]) -> bool:
    return sum(len(text) for texts in values.values() for text in texts) > MAX_CHARACTERS


def as_data(values: Mapping[str, list[str]]) -> MultiValueDict[str, str]:
    """Return the values as a form takes them."""
    return MultiValueDict({name: list(texts) for name, texts in values.items()})


def _names(form: forms.Form, data: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the fields, and of a field that is drawn as several controls, such as a date and a time."""
    for name in data:
        part = name.rpartition("_")[0]
        if name not in NOT_KEPT and (name in form.fields or name in ROWS or part in form.fields):
            yield name


def _clean(form: forms.Form, name: str, text: str) -> str:
    field = form.fields.get(name)
    is_long = field is not None and isinstance(field.widget, forms.Textarea)
    return clean_text(text) if is_long else clean_line(text)

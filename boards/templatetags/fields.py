"""Template tags for form fields and their errors."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True)
class ErrorLine:
    """One error in the summary above a form, with the id of the field that it links to."""

    field_id: str
    text: str


@register.simple_tag
def optional_mark(field: forms.BoundField, is_in_group: bool = False) -> SafeString:
    """Write “(optional)” behind a label; not in a group, whose legend says it once."""
    if field.field.required or is_in_group:
        return SafeString("")
    return format_html(' <span class="optional">{}</span>', _("(optional)"))


@register.filter
def has_value(field: forms.BoundField, value: Any) -> bool:
    """Whether the field holds this value; compared as text, because a sent form holds text."""
    return str(field.value()) == str(value)


@register.filter
def error_lines(form: forms.BaseForm) -> Iterator[ErrorLine]:
    """List the errors of all fields, in their order; the hidden ones last, as a summary without a line helps nobody."""
    for field in [*form.visible_fields(), *form.hidden_fields()]:
        for error in field.errors.as_data():
            for message in error.messages:
                yield ErrorLine(field.id_for_label or field.auto_id, _error_text(field, error, message))


def _error_text(field: forms.BoundField, error: ValidationError, message: str) -> str:
    """Name the field before its error, except where the error of an empty field already does."""
    if error.code == "required":
        return message
    label = str(field.label)
    if label.endswith("?"):
        return f"{label} {message}"
    return _("%(label)s: %(error)s") % {"label": label, "error": message}

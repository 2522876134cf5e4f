"""Form fields that clean their text (`boards.text`) before anything checks it; every form of ours uses them."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.tags import TagField as WagtailTagField

from boards.text import clean_line, clean_text

if TYPE_CHECKING:
    _Field = forms.CharField  # The mixin goes before a field, whose methods it calls.
else:
    _Field = object

NO_DOMAIN = _("Write the whole address, such as name@example.com.")


class Cleaned(_Field):
    """A mixin for fields that hold text."""

    clean_with: Callable[[str], str] = staticmethod(clean_line)

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.clean_with(value) if isinstance(value, str) else value)


class LineField(Cleaned, forms.CharField):
    """One line; any white space becomes one space."""


class TextField(Cleaned, forms.CharField):
    """Several lines."""

    clean_with = staticmethod(clean_text)
    widget: Any = forms.Textarea


class EmailField(Cleaned, forms.EmailField):
    """An address that mail can reach from outside: with a domain that has a name in the public tree."""

    def run_validators(self, value: str) -> None:
        """Say at most one fault. Django accepts `localhost` and the numbers of machines."""
        for validator in self.validators if value else []:
            validator(value)
        if value and not is_reachable(value):
            raise ValidationError(NO_DOMAIN, code="no_domain")


class URLField(Cleaned, forms.URLField):
    """A web address."""


class TagField(Cleaned, WagtailTagField):
    """Wagtail's field of tags, on one clean line."""


def is_reachable(email: str) -> bool:
    """Whether the domain is a name with a dot, and neither an IP address nor a single host such as localhost."""
    domain = email.rpartition("@")[2]
    return bool(re.fullmatch(r"[^\[\]]+\.[^\[\].]*[^\W\d][^\[\].]*", domain))

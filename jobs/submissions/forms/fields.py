"""Form fields that accept what people type, with errors that say what to do."""

from __future__ import annotations  # Some of Django's classes are generic for type checkers alone.

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from boards import fields
from boards.text import clean_line
from jobs.listings.pay_text import Pay, read_pay
from jobs.submissions.logos import clean_logo

MAX_LOCATIONS = 10


class NameField(fields.LineField):
    """One line that has words."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(char.isalnum() for char in value):
            raise ValidationError(_("Use letters or digits."), code="no_words")


class MarkdownField(fields.TextField):
    # No maxlength: browsers would silently cut off pasted text.
    widget = forms.Textarea(attrs={"rows": 8})


class PayField(forms.Field):
    """A sum as people write it: 60000, 60,000, 60.000, 60k, €60,000 or 25.50 an hour (`jobs.listings.pay_text`)."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a sum, such as 60000, 60k or 25.50.")}

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limits = [MinValueValidator(min_value), MaxValueValidator(max_value)]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value:f}".rstrip("0").rstrip(".") if value == int(value) else f"{value:.2f}"
        return value

    def to_python(self, value: Any) -> Pay | None:
        text = clean_line(str(self.prepare_value(value) if value is not None else ""))
        if not text:
            return None
        pay = read_pay(text)
        if pay is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return pay

    def validate(self, value: Pay | None) -> None:
        super().validate(value)
        if value is not None:
            for limit in self.limits:
                limit(value.sum)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WebAddressField(fields.URLField):
    """A web address; https unless it has a scheme."""

    default_error_messages = {"invalid": _("Write a full web address, such as https://example.com/jobs/1.")}
    default_validators = [URLValidator(schemes=["http", "https"])]
    _other_scheme = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:/|$))", re.IGNORECASE)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)

    def to_python(self, value: Any) -> str:
        text = clean_line(str(value or ""))
        if text and "://" not in text and not self._other_scheme.match(text):
            text = f"https://{text.removeprefix('//')}"
        return str(super().to_python(text))

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            parts = urlsplit(value)
            hidden_login = parts.username is not None or parts.password is not None
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if hidden_login:
            raise ValidationError(_("Write the address without a user name or password."), code="credentials")


class TagsField(fields.LineField):
    """Skills separated by commas; duplicates are dropped, ignoring case."""

    def __init__(self, *, max_tags: int, max_tag_length: int, **kwargs: Any) -> None:
        self.max_tags, self.max_tag_length = max_tags, max_tag_length
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        words = (word.strip() for word in text.split(","))
        tags = list({word.casefold(): word for word in words if word}.values())
        if len(tags) > self.max_tags:
            raise ValidationError(
                _("Use at most %(most)d skills; these are %(count)d."),
                code="too_many",
                params={"most": self.max_tags, "count": len(tags)},
            )
        for tag in tags:
            if len(tag) > self.max_tag_length:
                raise ValidationError(
                    _("“%(tag)s…” is too long for a skill: at most %(most)d characters."),
                    code="too_long",
                    params={"tag": tag[: self.max_tag_length], "most": self.max_tag_length},
                )
            if not any(char.isalnum() for char in tag):
                raise ValidationError(_("“%(tag)s” is not a skill."), code="no_words", params={"tag": tag})
        return tags


class LogoField(forms.FileField):
    """Returns the logo redrawn and cleaned (`jobs.submissions.logos`)."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> ContentFile[bytes] | None:
        upload = super().clean(data, initial)
        return clean_logo(upload) if upload else None


class LocationRows(forms.Widget):
    """Pair the i-th `country` with the i-th `location`; a template draws the rows."""

    # More than are accepted, so that extra rows are shown again with their error.
    max_rows = 2 * MAX_LOCATIONS

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> list[tuple[str, str]]:
        if not isinstance(data, MultiValueDict):
            data = MultiValueDict({key: [value] for key, value in data.items()})
        pairs = zip_longest(data.getlist("country"), data.getlist(name), fillvalue="")
        return [(str(country), str(place)) for country, place in pairs][: self.max_rows]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return "country" not in data and name not in data

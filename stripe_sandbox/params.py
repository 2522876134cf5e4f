"""Decode forms and check request parameters.

A check takes the decoded value and the parameter's name. It returns a Python value, or raises Stripe's error 400.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from stripe_sandbox.errors import ApiError

Check = Callable[[Any, str], Any]


def decode_form(text: str) -> dict[str, Any]:
    """Decode `a[b][0]=c` to `{"a": {"b": {"0": "c"}}}`.

    `ListOf` turns such a dict of numbers into a list.
    """
    result: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = re.split(r"\[|\]\[|\]$", name)
        keys = [head, *rest[: len(rest) - 1 if name.endswith("]") else len(rest)]]
        target = result
        for key in keys[:-1]:
            child = target.setdefault(_key(target, key), {})
            if not isinstance(child, dict):
                raise invalid(f"Invalid request: {name}", head)
            target = child
        target[_key(target, keys[-1])] = value
    return result


def _key(target: Mapping[str, Any], key: str) -> str:
    return key or str(len(target))


def invalid(message: str, param: str, code: str | None = None) -> ApiError:
    return ApiError(message, param=param, code=code)


def missing_param(param: str) -> ApiError:
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def text(maximum: int = 5000) -> Check:
    def check(value: Any, param: str) -> str:
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {value}", param)
        if not value:
            raise invalid(
                f"You passed an empty string for '{param}', which cannot be unset. Leave it out.",
                param,
                "parameter_invalid_empty",
            )
        if len(value) > maximum:
            raise invalid(f"Invalid string: {value[:20]}…; must be at most {maximum} characters", param)
        return value

    return check


def integer(minimum: int | None = None, maximum: int | None = None) -> Check:
    def check(value: Any, param: str) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,18}", value):
            raise invalid(f"Invalid integer: {value}", param, "parameter_invalid_integer")
        number = int(value)
        if minimum is not None and number < minimum:
            raise invalid(
                f"This value must be greater than or equal to {minimum}.", param, "parameter_invalid_integer"
            )
        if maximum is not None and number > maximum:
            raise invalid(
                f"This value must be less than or equal to {maximum}.", param, "parameter_invalid_integer"
            )
        return number

    return check


def number(minimum: float, maximum: float) -> Check:
    def check(value: Any, param: str) -> float:
        if not isinstance(value, str) or not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", value):
            raise invalid(f"Invalid decimal: {value}", param)
        amount = float(value)
        if not minimum <= amount <= maximum:
            raise invalid(f"Invalid decimal: {value}; must be between {minimum} and {maximum}", param)
        return amount

    return check


def boolean(value: Any, param: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", param)
    return bool(value == "true")


class Choice:
    """A check for one of the given strings."""

    def __init__(self, *options: str) -> None:
        self.options = options

    def __call__(self, value: Any, param: str) -> str:
        if value not in self.options:
            raise invalid(f"Invalid {param}: must be one of {', '.join(self.options)}", param)
        return str(value)


def email(value: Any, param: str) -> str:
    accepted = r"[^@\s\"]+@[^@\s\[\]]+\.[a-z][a-z0-9-]+"
    if not isinstance(value, str) or not value.isascii() or not re.fullmatch(accepted, value, re.IGNORECASE):
        raise invalid(f"Invalid email address: {value}", param, "email_invalid")
    return value


def url(value: Any, param: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise invalid("Not a valid URL", param, "url_invalid")
    if len(value) > 5000:
        raise invalid("Invalid URL: must be at most 5000 characters", param, "url_invalid")
    return value


def metadata(value: Any, param: str) -> dict[str, str]:
    if value == "":
        return {}
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise invalid("Invalid object", param)
    if len(value) > 50:
        raise invalid("You can specify at most 50 metadata keys.", param)
    for key, item in value.items():
        if len(key) > 40:
            raise invalid(f"Metadata keys must be at most 40 characters: {key[:40]}…", param)
        if len(item) > 500:
            raise invalid("Metadata values must be at most 500 characters.", f"{param}[{key}]")
    return {key: item for key, item in value.items() if item != ""}


class ListOf:
    """A check for a list whose items all pass one check."""

    def __init__(self, item: Check, maximum: int = 100) -> None:
        self.item = item
        self.maximum = maximum

    def __call__(self, value: Any, param: str) -> list[Any]:
        if not isinstance(value, dict) or not all(key.isdigit() for key in value):
            raise invalid("Invalid array", param)
        if len(value) > self.maximum:
            raise invalid(f"Array {param} exceeded maximum {self.maximum} allowed elements.", param)
        ordered = sorted(value.items(), key=lambda pair: int(pair[0]))
        return [self.item(entry, f"{param}[{index}]") for index, entry in ordered]


class Fields:
    """A check for a dict of parameters; unknown ones are refused, as Stripe does."""

    def __init__(self, checks: Mapping[str, Check], required: tuple[str, ...] = ()) -> None:
        self.checks = checks
        self.required = required

    def __call__(self, value: Any, param: str = "") -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", param)
        found = {}
        for name, entry in value.items():
            full = f"{param}[{name}]" if param else name
            check = self.checks.get(name)
            if check is None:
                raise invalid(f"Received unknown parameter: {full}", full, "parameter_unknown")
            found[name] = check(entry, full)
        for name in self.required:
            if name not in found:
                raise missing_param(f"{param}[{name}]" if param else name)
        return found


EXPAND = ListOf(text(200), maximum=20)
_RANGE = Fields({"gt": integer(), "gte": integer(), "lt": integer(), "lte": integer()})


def created(value: Any, param: str) -> Any:
    """Check a timestamp or a range of timestamps."""
    return _RANGE(value, param) if isinstance(value, dict) else integer()(value, param)


PAGING: dict[str, Check] = {
    "limit": integer(1, 100),
    "starting_after": text(),
    "ending_before": text(),
    "created": created,
    "expand": EXPAND,
}

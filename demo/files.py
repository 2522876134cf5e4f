"""Read content files: TOML, and Markdown with TOML front matter between two `+++` lines.

TOML because Python reads it itself; YAML would be one more dependency.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from enum import EnumType
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from demo.errors import ContentError

Table = dict[str, Any]
T = TypeVar("T")

FENCE = "+++"
TYPE_NAMES = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def read_toml(file: Path) -> Table:
    return _parse(_text_of(file), file)


def read_markdown(file: Path) -> tuple[Table, str]:
    """Return the front matter and the text after it."""
    opening, *lines = _text_of(file).splitlines() or [""]
    if opening != FENCE or FENCE not in lines:
        raise ContentError(f"{label(file)}: the file must start with fields between two {FENCE} lines.")
    end = lines.index(FENCE)
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        raise ContentError(f"{label(file)}: there is no text below the fields.")
    # The opening line becomes an empty one, so that the line numbers in errors are those of the file.
    return _parse("\n".join(["", *lines[:end]]), file), body


def label(file: Path) -> str:
    """Name a file in error messages, from the folder of its board on."""
    depth = 2 if file.suffix == ".toml" else 3
    return Path(*file.parts[-depth:]).as_posix()


def fill(kind: type[T], table: Table, where: str, **given: Any) -> T:
    """Make a dataclass from a table; `given` are the fields that the table must not set.

    Raises ContentError, which names the file (`where`) and the field.
    """
    wanted = {field.name: field for field in fields(kind) if field.name not in given}  # type: ignore[arg-type]
    for name in table:
        if name not in wanted:
            raise ContentError(f"{where}: “{name}” is not a field.{_hint(name, wanted)}")
    for name, field in wanted.items():
        if name not in table and field.default is MISSING:
            raise ContentError(f"{where}: “{name}” is missing.")
    types = get_type_hints(kind)
    values = {name: convert(types[name], value, f"{where}: “{name}”") for name, value in table.items()}
    return kind(**given, **values)


def convert(wanted: Any, value: Any, where: str, **given: Any) -> Any:
    """Check a value of a table against a field's type, and return it as that type."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is UnionType:
        return convert(arguments[0], value, where)
    if origin is tuple:
        _require(isinstance(value, list), where, "a list", value)
        return tuple(convert(arguments[0], item, where) for item in value)
    if origin is Literal or isinstance(wanted, EnumType):
        allowed = arguments or [member.value for member in wanted]
        check_choice(value, allowed, where)
        return value if arguments else wanted(value)
    if is_dataclass(wanted):
        _require(isinstance(value, dict), where, "a table", value)
        return fill(wanted, value, where, **given)  # type: ignore[arg-type]
    # A boolean is an integer to Python, and a whole number is a fine value for a number.
    accepted = (int, float) if wanted is float else wanted
    fits = isinstance(value, accepted) and (wanted is bool or not isinstance(value, bool))
    _require(fits, where, TYPE_NAMES[wanted], value)
    if value == "":
        raise ContentError(f"{where} is empty.")
    return value


def check_choice(value: Any, allowed: Iterable[str], where: str) -> None:
    choices = list(allowed)
    if value not in choices:
        listed = ", ".join(f"“{choice}”" for choice in choices)
        raise ContentError(f"{where} is “{value}”, and must be one of {listed}.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(f"{label(file)}: the file is missing.") from None


def _parse(text: str, file: Path) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{label(file)}: {error}.") from error


def _require(fits: bool, where: str, wanted: str, value: Any) -> None:
    if not fits:
        raise ContentError(f"{where} must be {wanted}, not {value!r}.")


def _hint(name: str, wanted: Iterable[str]) -> str:
    close = get_close_matches(name, list(wanted), n=1)
    return f" Did you mean “{close[0]}”?" if close else ""

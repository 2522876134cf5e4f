"""Tokens: secrets in addresses, written `<token:…>` in a URL pattern.

They are derived, not stored: a row's id and link version, signed with SECRET_KEY. Whoever reads the database, or
a copy of it, cannot make one. A link dies when its row gets another version; links signed with a key of
SECRET_KEY_FALLBACKS stay good.
"""

import secrets

from django.core.signing import BadSignature, Signer
from django.urls.converters import StringConverter

# May stand in an address as it is, and not in a signature.
SEPARATOR = "."
# The largest number that every database keeps in a PositiveIntegerField.
MAX_VERSION = 2**31 - 1


class TokenConverter(StringConverter):
    """Match as `str` does; the name is what log masks, robots.txt and error reports look for."""


def new_version() -> int:
    """Return a random version.

    Not 1, 2, 3: after a restored backup, ids are given out again, and an old link must not fit a new row.
    """
    return secrets.randbelow(MAX_VERSION) + 1


def sign(*, salt: str, pk: int, version: int) -> str:
    """Return the token of a row; each purpose has a salt of its own."""
    return sign_numbers(pk, version, salt=salt)


def sign_numbers(*numbers: int, salt: str) -> str:
    """Return one token of several rows: what it opens needs all of them as they are now."""
    return _signer(salt).sign(SEPARATOR.join(map(str, numbers)))


def read(token: str, *, salt: str) -> tuple[int, int] | None:
    """Return the id and the version in a token; None when it was not signed for this purpose."""
    numbers = read_numbers(token, salt=salt)
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def read_numbers(token: str, *, salt: str) -> tuple[int, ...]:
    """Return what `sign_numbers` was given; empty when the token was not signed for this purpose."""
    try:
        return tuple(map(int, _signer(salt).unsign(token).split(SEPARATOR)))
    except BadSignature:
        return ()


def _signer(salt: str) -> Signer:
    return Signer(salt=salt, sep=SEPARATOR)

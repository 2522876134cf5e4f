"""Tokens: secrets in addresses, written `<token:…>` in a URL pattern."""

import secrets

from django.urls.converters import StringConverter


class TokenConverter(StringConverter):
    """Match as `str` does; the name is what log masks, robots.txt and error reports look for."""


def new_token() -> str:
    """Return 256 random bits for an address; knowing them is the permission to use it."""
    return secrets.token_urlsafe(32)

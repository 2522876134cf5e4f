"""Write an email address into a link, whole."""

from urllib.parse import quote

# All but these is encoded: a link would read `?`, `#`, `&` and others as the end of the address (RFC 6068).
_SAFE = "@+"


def mailto(address: str, **headers: str) -> str:
    """Return a `mailto:` link; the headers, such as `subject`, are filled in for the sender."""
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in headers.items())
    return f"mailto:{quote(address, safe=_SAFE)}{f'?{query}' if query else ''}"

"""An email address typed where a web address belongs, and the other way round, lands in the right field."""

import re

from boards.text import clean_line

_EMAIL = re.compile(r"(?:mailto:)?([^\s@/:]+@[^\s@/]+\.[^\s@/?]+)(?:\?\S*)?", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)\S+|[^\s@/]+\.[^\W\d_]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def sorted_ways(url: str, email: str) -> tuple[str, str]:
    """Return what was typed as web address and as email address, each in its place.

    Nothing is lost: what has no place, such as a second email address, stays where it was typed.
    """
    url, email = clean_line(url), clean_line(email)
    as_email, as_web = _email_in(url), _is_web(email)
    if as_email and as_web:
        return email, as_email
    if as_email and (not email or email.casefold() == as_email.casefold()):
        return "", as_email
    if as_web and (not url or url.casefold() == email.casefold()):
        return email, ""
    return url, _email_in(email) or email


def _email_in(text: str) -> str:
    found = _EMAIL.fullmatch(text)
    return found[1] if found else ""


def _is_web(text: str) -> bool:
    return bool(_WEB.fullmatch(text))

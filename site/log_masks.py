"""Keep the tokens of emailed links, which are as good as passwords, out of logs, error reports and old emails.

A token is found in two ways. By its place: whatever is written where the URL table has `<token:…>`. By its shape: what
Django's or our signatures look like, wherever it is written: a local variable, a cookie, a form.
"""

import logging
import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings

HIDDEN = "***"
# Used while the URL table cannot be read: hides everything behind the first segment of an address.
ANY_ADDRESS = re.compile(r"(?P<prefix>/[-\w]+/)[^\s\"'?]+")
SHAPES = [
    # boards.tokens: the id and the version of one row or of two, and the signature.
    re.compile(r"(?<![\w.])(?:\d+\.\d+\.){1,2}[\w-]{43}(?![\w-])"),
    # django.core.signing with a time, such as the links that verify a company, and signed cookies.
    re.compile(r"(?<![\w.=-])[\w.=-]+:[\w-]{5,8}:[\w-]{43}(?![\w-])"),
    # django.contrib.auth's links for a new password.
    re.compile(r"(?<![\w-])[0-9a-z]{5,8}-[0-9a-f]{32}(?![\w-])"),
]
WORD = re.compile(r"[^\s\"'<>]+")
# A secret that is passed in a query, such as the one of /status.
QUERY = re.compile(r"(?P<prefix>[?&](?:token|secret|signature|password)=)[^&#\s\"']+", re.IGNORECASE)
# An address in an address in an address is encoded three times.
MAX_DECODINGS = 4


def mask(text: str) -> str:
    """Return the text with every token in it hidden, also where it is percent-encoded."""
    text = _mask_plain(text)
    return WORD.sub(_mask_encoded, text) if "%" in text else text


def mask_deep(value: Any) -> Any:
    """Return a copy of lists and mappings, however deep, with every text in it masked."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(key) if isinstance(key, str) else key: mask_deep(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([mask_deep(each) for each in value]) if type(value) in (list, tuple) else value
    return value


def mask_report(event: Any, hint: Any) -> Any:
    """For Sentry's `before_send`, `before_send_transaction` and `before_breadcrumb`."""
    return mask_deep(event)


class MaskTokens(logging.Filter):
    """Mask the message, its traceback and its stack; for handlers, and for loggers that are not Django's."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Formatted here, as a token may stand in what an argument prints, such as a request or an error.
        try:
            record.msg, record.args = mask(record.getMessage()), None
        except (TypeError, ValueError):
            # The handler reports the call that does not fit its arguments; nothing of it may be shown.
            record.msg, record.args = mask(str(record.msg)), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = mask(record.exc_text or logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True


def _mask_plain(text: str) -> str:
    for shape in SHAPES:
        text = shape.sub(HIDDEN, text)
    text = QUERY.sub(rf"\g<prefix>{HIDDEN}", text)
    if not apps.ready:
        # No request has come in yet, so there is no address to mask.
        return text
    for pattern in _patterns():
        text = pattern.sub(rf"\g<prefix>{HIDDEN}", text)
    return text


def _mask_encoded(found: re.Match[str]) -> str:
    """Mask what only shows once it is decoded; else leave it as it is written."""
    text = found[0]
    for _ in range(MAX_DECODINGS if "%" in text else 0):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
        if (masked := _mask_plain(text)) != text:
            return mask(masked)
    return found[0]


def _patterns() -> list[re.Pattern[str]]:
    try:
        return _token_patterns(settings.ROOT_URLCONF)
    except Exception:  # noqa: BLE001 - an error in the URL table is itself logged through here
        return [ANY_ADDRESS]


@lru_cache
def _token_patterns(urlconf: str) -> list[re.Pattern[str]]:
    """Find what to mask in the URL table: whatever is written where a pattern has `<token:…>`."""
    # Not at the top: settings and gunicorn's configuration import this module before Django is set up.
    from boards.routes import token_pattern, token_prefixes

    return [token_pattern(prefix) for prefix in token_prefixes()]

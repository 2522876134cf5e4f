"""Keep the tokens of emailed links, which are as good as passwords, out of logs and error reports."""

import logging
import re
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings

# Used while the URL table cannot be read: hides everything behind the first segment of an address.
ANY_ADDRESS = re.compile(r"(?P<prefix>/[-\w]+/)[^\s\"'?]+")


def mask(text: str) -> str:
    if not apps.ready:
        # No request has come in yet, so there is no address to mask.
        return text
    for pattern in _patterns():
        text = pattern.sub(r"\g<prefix>***", text)
    return text


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


class MaskTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(mask(value) if isinstance(value, str) else value for value in record.args)
        return True


def mask_report(event: Any, hint: Any) -> Any:
    """For Sentry's `before_send`."""
    request = event.get("request") or {}
    for key in ("url", "query_string"):
        if isinstance(request.get(key), str):
            request[key] = mask(request[key])
    if isinstance(event.get("transaction"), str):
        event["transaction"] = mask(event["transaction"])
    return event

"""Keeps the tokens of mailed links, which are as good as passwords, out of logs and reports."""

import logging
import re
from typing import Any

TOKEN_PATHS = re.compile(r"(/(?:submissions|alerts|companies/[-\w]+/verify)/)(?!find/|sent/)[^/\s\"'?]+")


def mask(text: str) -> str:
    return TOKEN_PATHS.sub(r"\1***", text)


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

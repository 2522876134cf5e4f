"""Log one line, without the stack, for what is nobody's mistake in the code: else an outage fills the disk."""

import logging

from django.db import InterfaceError, OperationalError

# Requests that Django refuses: too large a body, a host that is not ours.
REFUSALS = "django.security"
OUTAGES = (OperationalError, InterfaceError)


class ShortStacks(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return True
        if isinstance(error, OUTAGES):
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})", None
        elif record.name != REFUSALS and not record.name.startswith(f"{REFUSALS}."):
            return True
        record.exc_info = record.exc_text = None
        return True

"""The file that receives the run's emails, one line each."""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_writing = Lock()


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        path = where()
        path.parent.mkdir(parents=True, exist_ok=True)
        with _writing, path.open("a", encoding="utf-8") as mailbox:
            for message in email_messages:
                line = [message.recipients(), message.subject, message.body]
                mailbox.write(json.dumps(line) + "\n")
        return len(email_messages)


def where() -> Path:
    return Path(settings.VAR_DIR) / "mailbox.jsonl"


def arrived() -> list[tuple[str, str, str]]:
    """Return recipients, subject and text of all emails, oldest first."""
    path = where()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(", ".join(to), subject, text) for to, subject, text in map(json.loads, lines)]

"""Show a developer's emails instead of sending them."""

import re
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_printing = Lock()


class ConsoleAndFileBackend(BaseEmailBackend):
    """Print the text of each email, and keep all of it as an .eml file in EMAIL_FILE_PATH."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            path = _keep(folder, message)
            with _printing:
                print(_as_text(message, path), flush=True)  # noqa: T201 - printing is what it is for
        return len(email_messages)


def _keep(folder: Path, message: EmailMessage) -> Path:
    subject = re.sub(r"\W+", "-", message.subject.lower()).strip("-")[:60] or "email"
    stem = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{subject}"
    path = folder / f"{stem}.eml"
    # A program that watches the folder must never see half a file.
    partial = folder / f".{stem}.part"
    partial.write_bytes(message.message().as_bytes())
    partial.rename(path)
    return path


def _as_text(message: EmailMessage, path: Path) -> str:
    lines = [
        f"To: {', '.join(message.recipients())}",
        f"Subject: {message.subject}",
        "",
        message.body.strip(),
    ]
    text = "\n".join(f"  | {line}" for line in "\n".join(lines).splitlines())
    return f"Email {path.name}\n{text}"

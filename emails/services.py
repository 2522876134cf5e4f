"""Queue emails in the transaction that causes them; deliver them after it has committed."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from post_office.models import PRIORITY, STATUS, Email

from .models import Notice
from .rendering import RenderedEmail, render
from .tasks import deliver_queued_emails

logger = logging.getLogger(__name__)


class SendingBoard(Protocol):
    """What this room asks of a board: who its emails are from, who gets the replies, and their language.

    `from_email` may have a display name. A blank one means the address of the whole install; a blank `reply_to`
    that replies go to the sender.
    """

    @property
    def from_email(self) -> str: ...

    @property
    def reply_to(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def site(self) -> Any: ...


_muted: ContextVar[bool] = ContextVar("notices_muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Queue nothing inside the block: for demo content and imports, whose people must get no email."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def queue(
    *,
    event: str,
    kind: str,
    recipients: Sequence[str],
    template: str,
    context: Mapping[str, Any],
    board: SendingBoard,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
) -> list[Notice]:
    """Queue the email that `<template>.txt` makes, once for each recipient, in the board's name and language.

    The template gets `board` and `site` beside its context. Replies go to the board unless `reply_to` says
    otherwise. A blank recipient, whose address was erased, gets none. Recipients who already have a notice of this
    event and kind are left out. Call it inside the transaction of the change that the email is about, so that both
    happen or neither.
    """
    if _muted.get():
        return []
    with transaction.atomic():
        made = [
            Notice(event=event, kind=kind, recipient=address)
            for address in dict.fromkeys(filter(None, recipients))
        ]
        fresh = [notice for notice in made if _claim(notice)]
        if fresh:
            with translation.override(board.language or get_language()):
                rendered = render(template, {**context, "board": board, "site": board.site})
            replies = reply_to or board.reply_to
            _attach_emails(
                fresh,
                rendered,
                sender=board.from_email or settings.DEFAULT_FROM_EMAIL,
                headers=dict(headers or {}) | ({"Reply-To": replies} if replies else {}),
            )
            transaction.on_commit(deliver_soon)
    return fresh


def claim(*, event: str, kind: str, recipient: str) -> bool:
    """Note an email that another app queues because of an event; return False when it was noted before."""
    return not _muted.get() and _claim(Notice(event=event, kind=kind, recipient=recipient))


def withdraw(*, event_prefix: str) -> None:
    """Delete these events' unsent emails. Their notices stay, so they are not queued again."""
    waiting = [STATUS.queued, STATUS.requeued]
    Email.objects.filter(notices__event__startswith=event_prefix, status__in=waiting).delete()


def forget(*, event_prefix: str) -> None:
    """Delete these events' notices and emails, sent or not (erasure of personal data)."""
    notices = Notice.objects.filter(event__startswith=event_prefix)
    emails = list(notices.exclude(email=None).values_list("email", flat=True))
    notices.delete()
    Email.objects.filter(pk__in=emails).delete()


def deliver_soon() -> None:
    """Have a task send the queue; when the task backend is down, the scheduled run sends it later.

    Without workers the task would run in the visitor's request, who would wait for the mail server.
    """
    if not settings.EMAILS_BY_TASK:
        return
    try:
        deliver_queued_emails.enqueue()
    except Exception:
        logger.exception("The email queue could not be started; the scheduled run will send it.")


def _claim(notice: Notice) -> bool:
    """Insert the notice, and return False when there is one. Waits for a transaction that is inserting it."""
    row, created = Notice.objects.get_or_create(
        event=notice.event, kind=notice.kind, recipient=notice.recipient
    )
    notice.pk = row.pk
    return created


def _attach_emails(
    notices: list[Notice], rendered: RenderedEmail, *, sender: str, headers: dict[str, str]
) -> None:
    for notice in notices:
        # Not with post_office's own helper: it would render these texts as templates once more, and they
        # hold what visitors typed.
        notice.email = Email.objects.create(
            from_email=sender,
            to=[notice.recipient],
            subject=rendered.subject,
            message=rendered.text,
            html_message=rendered.html,
            priority=PRIORITY.medium,
            status=STATUS.queued,
            headers=headers | {"Auto-Submitted": "auto-generated"},
        )
        notice.save(update_fields=["email"])

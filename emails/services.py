"""Queue emails in the transaction that causes them; deliver them after it has committed."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from post_office.models import PRIORITY, STATUS, Email

from .models import Notice
from .rendering import render
from .tasks import deliver_queued_emails

logger = logging.getLogger(__name__)

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
    sender: str = "",
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> list[Notice]:
    """Queue the email that `<template>.txt` makes, once for each recipient.

    A blank recipient, whose address was erased, gets none. Recipients who already have a notice of this event
    and kind are left out. Call it inside the transaction
    of the change that the email is about, so that both happen or neither.
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
            with translation.override(language or get_language()):
                _attach_emails(fresh, template=template, context=context, sender=sender, headers=headers)
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
    notices: list[Notice],
    *,
    template: str,
    context: Mapping[str, Any],
    sender: str,
    headers: Mapping[str, str] | None,
) -> None:
    rendered = render(template, context)
    for notice in notices:
        # Not with post_office's own helper: it would render these texts as templates once more, and they
        # hold what visitors typed.
        notice.email = Email.objects.create(
            from_email=sender or settings.DEFAULT_FROM_EMAIL,
            to=[notice.recipient],
            subject=rendered.subject,
            message=rendered.text,
            html_message=rendered.html,
            priority=PRIORITY.medium,
            status=STATUS.queued,
            headers=dict(headers or {}) | {"Auto-Submitted": "auto-generated"},
        )
        notice.save(update_fields=["email"])

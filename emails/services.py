"""Queue mails in the transaction of what they tell of; deliver them after it has committed."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from post_office.models import PRIORITY, STATUS, Email

from .models import Notice
from .tasks import deliver_queued_mail

logger = logging.getLogger(__name__)

_muted: ContextVar[bool] = ContextVar("notices_muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Queue nothing inside: for demo content and imports, whose people must not be written to."""
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
    """Queue `<template>_subject.txt`, `<template>_body.txt` and `<template>_body.html` for each recipient.

    A recipient who has a notice of the same event and kind already gets none. Call it inside the
    transaction that changes what the mail tells of: both then happen, or neither.
    """
    if _muted.get():
        return []
    with transaction.atomic():
        made = [Notice(event=event, kind=kind, recipient=address) for address in dict.fromkeys(recipients)]
        fresh = [notice for notice in made if _claim(notice)]
        if fresh:
            with translation.override(language or get_language()):
                _attach_mails(fresh, template=template, context=context, sender=sender, headers=headers)
            transaction.on_commit(deliver_soon)
    return fresh


def withdraw(*, event_prefix: str) -> None:
    """Take back the mails of these events that wait still. Their notices stay: they are not queued again."""
    waiting = [STATUS.queued, STATUS.requeued]
    Email.objects.filter(notices__event__startswith=event_prefix, status__in=waiting).delete()


def forget(*, event_prefix: str) -> None:
    """Delete all that was written because of these events, sent or not, and that it was."""
    notices = Notice.objects.filter(event__startswith=event_prefix)
    mails = list(notices.exclude(email=None).values_list("email", flat=True))
    notices.delete()
    Email.objects.filter(pk__in=mails).delete()


def deliver_soon() -> None:
    """Hand the queue to the task backend; a backend that is down only delays, as the queue is swept by cron."""
    try:
        deliver_queued_mail.enqueue()
    except Exception:
        logger.exception("The mail queue could not be started; the scheduled run will deliver it.")


def _claim(notice: Notice) -> bool:
    """Insert the row unless another transaction has it; waits for one that is under way."""
    row, created = Notice.objects.get_or_create(
        event=notice.event, kind=notice.kind, recipient=notice.recipient
    )
    notice.pk = row.pk
    return created


def _attach_mails(
    notices: list[Notice],
    *,
    template: str,
    context: Mapping[str, Any],
    sender: str,
    headers: Mapping[str, str] | None,
) -> None:
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    body = render_to_string(f"{template}_body.txt", dict(context)).strip() + "\n"
    html = render_to_string(f"{template}_body.html", dict(context))
    for notice in notices:
        # The row is made directly: post_office's own helper would render these texts, which carry
        # what visitors typed, as templates once more.
        notice.email = Email.objects.create(
            from_email=sender or settings.DEFAULT_FROM_EMAIL,
            to=[notice.recipient],
            subject=subject,
            message=body,
            html_message=html,
            priority=PRIORITY.medium,
            status=STATUS.queued,
            headers=dict(headers or {}) | {"Auto-Submitted": "auto-generated"},
        )
        notice.save(update_fields=["email"])

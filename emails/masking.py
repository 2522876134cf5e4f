"""Hide the links in old copies of emails: whoever reads the database must not be able to use them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email

from .models import Notice

CHUNK = 500
TEXTS = ("subject", "message", "html_message")


def mask_old(*, older_than: timedelta, mask: Callable[[str], str]) -> int:
    """Mask the emails that have not changed for so long; return how many. Never one that may still be sent."""
    over = Email.objects.filter(
        Q(notices=None) | Q(notices__masked_at=None),
        last_updated__lt=timezone.now() - older_than,
        status__in=[STATUS.sent, STATUS.failed],
    )
    masked = 0
    for email in over.distinct().iterator(CHUNK):
        changed = _masked_fields(email, mask)
        if changed:
            # Not `save()`, which would make the email look new.
            Email.objects.filter(pk=email.pk).update(**changed)
            masked += 1
        Notice.objects.filter(email=email, masked_at=None).update(masked_at=timezone.now())
    return masked


def _masked_fields(email: Email, mask: Callable[[str], str]) -> dict[str, Any]:
    """Return the fields whose text changes. Emails of other apps may have what filled their template: it goes."""
    headers = {name: mask(str(value)) for name, value in (email.headers or {}).items()}
    fields = {name: mask(getattr(email, name)) for name in TEXTS} | {
        "headers": headers or email.headers,
        "context": None,
    }
    return {name: value for name, value in fields.items() if value != getattr(email, name)}

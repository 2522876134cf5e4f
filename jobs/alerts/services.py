"""A reader's alert from sign-up to its end."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

from emails import services as emails
from jobs.alerts import mails as alert_mails
from jobs.alerts.models import Alert, next_run
from jobs.listings.search import SearchQuery

UNCONFIRMED_KEPT = timedelta(days=7)
ENDED_KEPT = timedelta(days=30)


@transaction.atomic
def ask(*, site: Site, email: str, query: SearchQuery, frequency: str) -> None:
    """Write to whoever the address belongs to; nothing else is sent until the link in that mail is used."""
    now = timezone.now()
    alert, _ = Alert.objects.get_or_create(
        site=site,
        email=email.lower(),
        search=query.querystring(),
        defaults={"frequency": frequency},
    )
    # Anybody can ask; only the holder of the link changes an alert that runs.
    if not alert.is_active:
        Alert.objects.filter(pk=alert.pk).update(frequency=frequency, asked_at=now)
    alert_mails.confirm(alert=alert, asked_at=now)


@transaction.atomic
def confirm(*, alert: Alert) -> None:
    """Start it, or start it again: from now on, and with nothing from before."""
    now = timezone.now()
    waiting = Alert.objects.filter(Q(confirmed_at=None) | Q(unsubscribed_at__isnull=False), pk=alert.pk)
    waiting.update(confirmed_at=now, unsubscribed_at=None, next_run_at=next_run(alert.frequency, now))


@transaction.atomic
def change_frequency(*, alert: Alert, frequency: str) -> None:
    next_run_at = next_run(frequency, timezone.now())
    Alert.objects.active().filter(pk=alert.pk).update(frequency=frequency, next_run_at=next_run_at)


@transaction.atomic
def end(*, alert: Alert) -> None:
    """As often as asked; mails that are queued already do not go out either."""
    running = Alert.objects.filter(pk=alert.pk, unsubscribed_at=None)
    running.update(unsubscribed_at=timezone.now(), next_run_at=None)
    emails.withdraw(event_prefix=alert_mails.event_prefix(alert))


@transaction.atomic
def forget(*, alert: Alert) -> None:
    """Nothing of it is left, nor of the mails it led to."""
    # Held against a run that is about to tell of something, whose mail would stay behind.
    for locked in Alert.objects.select_for_update().filter(pk=alert.pk):
        prefix = alert_mails.event_prefix(locked)
        locked.delete()
        emails.forget(event_prefix=prefix)


def prune() -> int:
    """Addresses that never answered, or left, are not kept; returns how many went."""
    now = timezone.now()
    # An ended one that was asked for again waits for its confirmation.
    gone = Alert.objects.filter(
        Q(confirmed_at=None) | Q(unsubscribed_at__lt=now - ENDED_KEPT), asked_at__lt=now - UNCONFIRMED_KEPT
    )
    return gone.delete()[1].get(Alert._meta.label, 0)

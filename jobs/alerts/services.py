"""A reader's alert: sign up, confirm, change, end, delete."""

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
    """Create the alert and email its confirmation link; it sends nothing until confirmed."""
    now = timezone.now()
    alert, _ = Alert.objects.get_or_create(
        site=site,
        email=email.lower(),
        search=query.querystring(),
        defaults={"frequency": frequency},
    )
    # Anybody can enter any address, so signing up never changes an active alert.
    if not alert.is_active:
        Alert.objects.filter(pk=alert.pk).update(frequency=frequency, asked_at=now)
    alert_mails.confirm(alert=alert, asked_at=now)


@transaction.atomic
def confirm(*, alert: Alert) -> None:
    """Start or restart the alert; it covers listings published from now on."""
    now = timezone.now()
    waiting = Alert.objects.filter(Q(confirmed_at=None) | Q(unsubscribed_at__isnull=False), pk=alert.pk)
    waiting.update(confirmed_at=now, unsubscribed_at=None, next_run_at=next_run(alert.frequency, now))


@transaction.atomic
def change_frequency(*, alert: Alert, frequency: str) -> None:
    next_run_at = next_run(frequency, timezone.now())
    Alert.objects.active().filter(pk=alert.pk).update(frequency=frequency, next_run_at=next_run_at)


@transaction.atomic
def end(*, alert: Alert) -> None:
    """End the alert and withdraw its queued emails; may be called again."""
    running = Alert.objects.filter(pk=alert.pk, unsubscribed_at=None)
    running.update(unsubscribed_at=timezone.now(), next_run_at=None)
    emails.withdraw(event_prefix=alert_mails.event_prefix(alert))


@transaction.atomic
def forget(*, alert: Alert) -> None:
    """Delete the alert and all its emails."""
    # The lock waits for a run that is sending now, so that its email is deleted too.
    for locked in Alert.objects.select_for_update().filter(pk=alert.pk):
        prefix = alert_mails.event_prefix(locked)
        locked.delete()
        emails.forget(event_prefix=prefix)


def prune() -> int:
    """Delete alerts that were never confirmed or ended long ago; return how many."""
    now = timezone.now()
    # An ended alert that was signed up for again waits for its confirmation.
    gone = Alert.objects.filter(
        Q(confirmed_at=None) | Q(unsubscribed_at__lt=now - ENDED_KEPT), asked_at__lt=now - UNCONFIRMED_KEPT
    )
    return gone.delete()[1].get(Alert._meta.label, 0)

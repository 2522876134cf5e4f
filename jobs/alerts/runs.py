"""Send the due alerts, each in its own transaction."""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from jobs.alerts import mails as alert_mails
from jobs.alerts.models import Alert, AlertDelivery, next_run
from jobs.listings.models.queries import JobQuerySet
from jobs.listings.search.listings import matching

logger = logging.getLogger(__name__)


@dataclass
class Report:
    sent: int = 0
    nothing_new: int = 0
    # Taken by another run.
    taken: int = 0
    failed: int = 0


def send_due() -> Report:
    report = Report()
    for alert in Alert.objects.due().select_related("site__root_page"):
        try:
            sent_now = _run(alert)
        except Exception:
            # Continue with the others; this one stays due, and the next run tries it again.
            logger.exception("Alert %s could not be sent", alert.pk)
            report.failed += 1
            continue
        if sent_now is None:
            report.taken += 1
        elif sent_now:
            report.sent += 1
        else:
            report.nothing_new += 1
    return report


@transaction.atomic
def _run(alert: Alert) -> int | None:
    """Email one alert; return the number of listings, or None if it is no longer due.

    The update locks the alert's row until the commit, so another run cannot send it too.
    """
    run_at = alert.next_run_at
    claim = Alert.objects.active().filter(pk=alert.pk, next_run_at=run_at)
    if run_at is None or not claim.update(next_run_at=next_run(alert.frequency, timezone.now())):
        return None
    found = new_listings(alert)
    pks = list(found.values_list("pk", flat=True))
    if pks:
        shown = list(found.filter(pk__in=pks[: alert_mails.MAX_LISTINGS]).for_cards())
        AlertDelivery.objects.bulk_create(AlertDelivery(alert=alert, listing_id=pk) for pk in pks)
        alert_mails.new_listings(alert=alert, run_at=run_at, listings=shown, total=len(pks))
    return len(pks)


def new_listings(alert: Alert) -> JobQuerySet:
    """Live listings published since the confirmation and not yet sent; newest first."""
    already_sent = AlertDelivery.objects.filter(alert=alert).values("listing")
    found = matching(alert.query, site=alert.site).filter(first_published_at__gte=alert.confirmed_at)
    return found.exclude(pk__in=already_sent).newest()

"""Send the alerts that are due: each in one transaction, which moves it to its next time."""

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
    # Another run had them.
    taken: int = 0
    failed: int = 0


def send_due() -> Report:
    report = Report()
    for alert in Alert.objects.due().select_related("site__root_page"):
        try:
            told_of = _run(alert)
        except Exception:
            # The others go on; this one is due still, and tried again by the next run.
            logger.exception("Alert %s could not be sent", alert.pk)
            report.failed += 1
            continue
        if told_of is None:
            report.taken += 1
        elif told_of:
            report.sent += 1
        else:
            report.nothing_new += 1
    return report


@transaction.atomic
def _run(alert: Alert) -> int | None:
    """How many listings the mail tells of; None when another run, or the reader, was faster.

    The update holds the alert's row to the end. What it finds, tells and writes down is committed together.
    """
    run_at = alert.next_run_at
    claim = Alert.objects.active().filter(pk=alert.pk, next_run_at=run_at)
    if run_at is None or not claim.update(next_run_at=next_run(alert.frequency, timezone.now())):
        return None
    found = new_listings(alert)
    pks = list(found.values_list("pk", flat=True))
    if pks:
        shown = list(found.filter(pk__in=pks[: alert_mails.MOST_LISTINGS]).for_cards())
        AlertDelivery.objects.bulk_create(AlertDelivery(alert=alert, listing_id=pk) for pk in pks)
        alert_mails.new_listings(alert=alert, run_at=run_at, listings=shown, total=len(pks))
    return len(pks)


def new_listings(alert: Alert) -> JobQuerySet:
    """Readable at this minute, first published since the reader asked, and not told of yet; newest first."""
    told_of = AlertDelivery.objects.filter(alert=alert).values("listing")
    found = matching(alert.query, site=alert.site).filter(first_published_at__gte=alert.confirmed_at)
    return found.exclude(pk__in=told_of).newest()

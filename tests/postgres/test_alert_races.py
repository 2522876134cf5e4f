"""Alerts sent, confirmed and ended at the same time, on separate connections."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from emails.models import Notice
from jobs.alerts import services as alerts
from jobs.alerts.models import Alert, AlertDelivery
from jobs.alerts.runs import send_due
from jobs.listings.search import SearchQuery
from tests.factories import LiveJobFactory
from tests.threads import at_once

READERS = [f"reader{number}@reader.example" for number in range(6)]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def due(board):
    everything = SearchQuery.parse({}, site=board.site)
    for email in READERS:
        alerts.ask(site=board.site, email=email, query=everything, frequency="daily")
    for alert in Alert.objects.all():
        alerts.confirm(alert=alert)
    listings = [LiveJobFactory(board=board) for _ in range(2)]
    Alert.objects.update(next_run_at=timezone.now() - timedelta(minutes=1))
    return listings


def mails():
    return sorted(Notice.objects.filter(kind="alert").values_list("recipient", flat=True))


def test_runs_at_once_send_each_alert_once(due):
    reports = at_once([send_due] * 4)
    assert sum(report.sent for report in reports) == len(READERS)
    assert sum(report.failed for report in reports) == 0
    assert mails() == READERS
    assert AlertDelivery.objects.count() == len(READERS) * len(due)


def test_ending_during_a_run_is_the_last_word(due):
    leaving = Alert.objects.get(email=READERS[0])
    at_once([send_due, lambda: alerts.end(alert=leaving)])
    leaving.refresh_from_db()
    assert not leaving.is_active
    waiting = Notice.objects.filter(kind="alert", recipient=READERS[0], email__status__in=[2, 3])
    assert not waiting.exists()


def test_signing_up_many_times_at_once_makes_one_alert(board):
    def sign_up():
        data = {"email": "robin@reader.example", "frequency": "daily"}
        return Client().post("/alerts/?q=rust", data).status_code

    assert set(at_once([sign_up] * 5)) == {303}
    assert Alert.objects.count() == 1


def test_confirming_many_times_at_once_confirms_once(board):
    query = SearchQuery.parse({}, site=board.site)
    alerts.ask(site=board.site, email="robin@reader.example", query=query, frequency="daily")
    alert = Alert.objects.get()
    codes = at_once([lambda: Client().post(f"/alerts/{alert.token}/confirm/").status_code] * 5)
    assert set(codes) == {303}
    assert Alert.objects.get().is_active

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from home.views import health
from payments.models import CheckoutAttempt
from tests.factories import UnpaidSubmissionFactory, open_checkout, payment_of


def a_queued_mail(*, age: timedelta, due_in: timedelta | None = None) -> Email:
    mail = Email.objects.create(
        from_email="jobs@board.example",
        to=["mara@applicant.example"],
        subject="Your link",
        status=STATUS.queued,
    )
    now = timezone.now()
    Email.objects.filter(pk=mail.pk).update(
        created=now - age, scheduled_time=None if due_in is None else now + due_in
    )
    return mail


@contextmanager
def a_database_that_is_down() -> Iterator[None]:
    with patch.object(connection, "cursor", side_effect=OperationalError("secret-host refused")):
        yield


def test_healthz_answers_without_the_database(client: Client) -> None:
    # Without the django_db mark, any query would raise.
    response = client.get(reverse("healthz"))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_each_check(client: Client) -> None:
    response = client.get(reverse("readyz"))

    assert response.status_code == 200
    answer = response.json()
    assert answer["ready"] is True
    assert set(answer["checks"]) == {"database", "migrations", "mail_queue", "payments"}
    assert all(check["ok"] for check in answer["checks"].values())


@pytest.mark.django_db
def test_a_database_that_is_down_is_reported_without_its_details(client: Client) -> None:
    with a_database_that_is_down():
        response = client.get(reverse("readyz"))

    assert response.status_code == 503
    assert response.json()["checks"]["database"]["ok"] is False
    assert "secret-host" not in response.content.decode()


@pytest.mark.django_db
def test_an_unapplied_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("home", "0001_initial")

    response = client.get(reverse("readyz"))

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"]["ok"] is False


@pytest.mark.django_db
def test_mails_that_nobody_sends_are_not_ready(client: Client) -> None:
    a_queued_mail(age=health.MAX_EMAIL_LAG + timedelta(minutes=1))

    response = client.get(reverse("readyz"))

    assert response.status_code == 503
    check = response.json()["checks"]["mail_queue"]
    assert check["waiting"] == 1
    assert check["oldest_seconds"] > health.MAX_EMAIL_LAG.total_seconds()
    assert "applicant.example" not in response.content.decode()


@pytest.mark.django_db
def test_a_fresh_mail_and_one_that_waits_for_its_next_try_are_ready(client: Client) -> None:
    a_queued_mail(age=timedelta(seconds=5))
    a_queued_mail(age=timedelta(days=1), due_in=timedelta(minutes=30))

    response = client.get(reverse("readyz"))

    assert response.status_code == 200
    assert response.json()["checks"]["mail_queue"]["waiting"] == 1


def test_an_attempt_that_nobody_has_finished_is_not_ready(client: Client, board, sandbox) -> None:
    open_checkout(payment_of(UnpaidSubmissionFactory(board=board)))
    assert client.get(reverse("readyz")).status_code == 200

    long_ago = timezone.now() - health.MAX_PAYMENT_LAG - timedelta(minutes=1)
    CheckoutAttempt.objects.update(expires_at=long_ago)
    response = client.get(reverse("readyz"))

    assert response.status_code == 503
    assert response.json()["checks"]["payments"]["waiting"] == 1


@pytest.mark.django_db
def test_only_safe_methods_are_answered(client: Client) -> None:
    assert client.post(reverse("healthz")).status_code == 405
    assert client.post(reverse("readyz")).status_code == 405

"""What `/healthz` and `/readyz` say of one host, and `/status` and `check_operations` of the whole site."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from caching.triggers import declared
from emails.tasks import deliver_queued_emails
from operations import host, site
from operations.jobs import all_jobs
from operations.models import ScheduledJob
from payments.models import CheckoutAttempt, Problem
from tests.factories import PaidSubmissionFactory, UnpaidSubmissionFactory, open_checkout, payment_of
from tests.parts import redis_server

TOKEN = "the-token-of-the-monitor"


@contextmanager
def a_database_that_is_down() -> Iterator[None]:
    with patch.object(connection, "cursor", side_effect=OperationalError("secret-host refused")):
        yield


def ready(client):
    return client.get(reverse("readyz"))


# --- This host


def test_healthz_answers_without_the_database(client: Client) -> None:
    # Without the django_db mark, any query would raise.
    response = client.get(reverse("healthz"))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_each_check(client: Client) -> None:
    response = ready(client)

    assert response.status_code == 200
    answer = response.json()
    assert (answer["ready"], answer["degraded"]) == (True, [])
    assert set(answer["checks"]) == {"database", "migrations", "triggers", "static_files", "cache", "disk"}


@pytest.mark.django_db
def test_a_database_that_is_down_is_reported_without_its_details(client: Client) -> None:
    with a_database_that_is_down():
        response = ready(client)

    assert response.status_code == 503
    assert response.json()["checks"]["database"]["ok"] is False
    assert "secret-host" not in response.content.decode()


@pytest.mark.django_db
def test_an_unapplied_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("home", "0001_initial")

    response = ready(client)

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"]["ok"] is False


@pytest.mark.django_db
def test_a_database_without_a_trigger_is_not_ready(client) -> None:
    with connection.cursor() as cursor:
        trigger = declared()[-1].triggers(connection.vendor)[0]
        on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
        cursor.execute(f"DROP TRIGGER {trigger.installed_name(connection.vendor)}{on}")
    response = ready(client)
    assert response.status_code == 503
    assert response.json()["checks"]["triggers"] == {"ok": False, "detail": f"missing: {trigger.name}"}


@pytest.mark.django_db
def test_a_host_without_collected_static_files_is_not_ready(client, settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}

    response = ready(client)
    assert response.status_code == 503
    assert response.json()["checks"]["static_files"]["ok"] is False

    call_command("collectstatic", interactive=False, stdout=StringIO(), ignore_patterns=["wagtail*", "admin"])
    settings.STORAGES = {**settings.STORAGES}
    assert ready(client).status_code == 200

    next((tmp_path / "css").glob("site.*.css")).unlink()
    assert ready(client).json()["checks"]["static_files"]["ok"] is False


@pytest.mark.redis
@pytest.mark.django_db
def test_without_the_cache_a_host_is_ready_and_says_that_it_is_degraded(client, settings) -> None:
    with redis_server() as redis:
        settings.CACHES = {"default": {"BACKEND": "boards.cache.OptionalRedisCache", "LOCATION": redis.url}}
        assert ready(client).json()["degraded"] == []
        redis.hang()
        response = ready(client)
        assert response.status_code == 200
        assert response.json()["degraded"] == ["cache"]
        assert site.checks()["cache"]()["ok"] is False
    caches["default"].close()


@pytest.mark.django_db
def test_a_full_disk_is_degraded(client, monkeypatch) -> None:
    monkeypatch.setattr(host, "MIN_FREE_BYTES", 2**62)
    response = ready(client)
    assert response.status_code == 200
    assert response.json()["degraded"] == ["disk"]


@pytest.mark.django_db
def test_only_safe_methods_are_answered(client: Client) -> None:
    for name in ("healthz", "readyz", "status"):
        assert client.post(reverse(name)).status_code == 405


# --- The whole site


def all_is_well() -> None:
    """Every job has just been done."""
    now = timezone.now()
    for job in all_jobs():
        ScheduledJob.objects.create(name=job.command, started_at=now, succeeded_at=now, finished_at=now)


def failing() -> list[str]:
    return [name for name, check in site.checks().items() if not check()["ok"]]


@pytest.fixture
def well(db) -> None:
    all_is_well()


@pytest.fixture
def workers(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    all_is_well()


def a_queued_mail(*, age: timedelta, due_in: timedelta | None = None, status: int = STATUS.queued) -> Email:
    mail = Email.objects.create(
        from_email="jobs@board.example", to=["mara@applicant.example"], subject="Your link", status=status
    )
    now = timezone.now()
    Email.objects.filter(pk=mail.pk).update(
        created=now - age, scheduled_time=None if due_in is None else now + due_in
    )
    return mail


def test_nothing_fails_on_a_site_that_works(well) -> None:
    assert failing() == []


def test_an_email_that_failed_counts_from_when_it_was_queued(well) -> None:
    a_queued_mail(age=timedelta(minutes=5))
    assert failing() == []
    a_queued_mail(age=timedelta(hours=3), due_in=timedelta(minutes=50), status=STATUS.requeued)
    assert failing() == ["mail"]
    result = site.mail()
    assert (result["waiting"], int(result["oldest_seconds"]) // 3600) == (2, 3)


def test_an_email_that_was_given_up_is_reported_for_a_day(well) -> None:
    a_queued_mail(age=timedelta(days=5), status=STATUS.failed)
    assert site.mail() == {"ok": False, "waiting": 0, "oldest_seconds": 0, "given_up": 1}
    Email.objects.update(last_updated=timezone.now() - timedelta(hours=25))
    assert failing() == []


def test_a_task_that_no_worker_takes(db, workers) -> None:
    deliver_queued_emails.enqueue()
    assert failing() == []
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert failing() == ["tasks"]


def test_a_scheduler_that_is_dead(well) -> None:
    ScheduledJob.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    assert failing() == ["scheduler"]


@pytest.mark.parametrize("name", [job.command for job in all_jobs()])
def test_a_job_that_never_succeeds(well, name) -> None:
    job = next(each for each in all_jobs() if each.command == name)
    late = timezone.now() - job.late_after - timedelta(minutes=1)
    ScheduledJob.objects.filter(name=name).update(succeeded_at=late, error="exit status 2")
    assert failing() == [f"job:{name}"]
    assert site.job(job)["last_error"] == "exit status 2"


def test_a_new_site_has_time_to_run_its_jobs_for_the_first_time(db) -> None:
    installed = MigrationRecorder.Migration.objects.filter(app="operations")
    installed.update(applied=timezone.now())
    assert failing() == []
    installed.update(applied=timezone.now() - timedelta(days=3))
    assert set(failing()) == {"scheduler", *(f"job:{job.command}" for job in all_jobs())}


def test_a_payment_that_needs_attention(board, sandbox, well) -> None:
    payment = payment_of(PaidSubmissionFactory(board=board))
    Problem.objects.create(payment=payment, kind=Problem.Kind.DISPUTED)
    assert failing() == ["payments"]
    assert site.payments()["needing_attention"] == 1


def test_an_attempt_that_nobody_has_finished(board, sandbox, well) -> None:
    open_checkout(payment_of(UnpaidSubmissionFactory(board=board)))
    assert failing() == []
    CheckoutAttempt.objects.update(expires_at=timezone.now() - site.MAX_PAYMENT_LAG - timedelta(minutes=1))
    assert failing() == ["checkouts"]


# --- Who may ask


def test_status_does_not_exist_without_a_token(client, well, settings) -> None:
    assert client.get("/status").status_code == 404
    assert client.get("/status", headers={"Authorization": "Bearer "}).status_code == 404
    settings.STATUS_TOKEN = TOKEN
    assert client.get("/status").status_code == 404
    assert client.get("/status", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get(f"/status?token={TOKEN}").status_code == 404
    assert client.get("/status", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    settings.STATUS_TOKEN_IN_ADDRESS = True
    assert client.get(f"/status?token={TOKEN}").status_code == 200


def test_status_tells_what_fails_and_nothing_of_whom(client, well, settings) -> None:
    settings.STATUS_TOKEN = TOKEN
    a_queued_mail(age=timedelta(hours=1))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = client.get("/status", headers=headers)
    assert response.status_code == 503
    assert response.json()["failing"] == ["mail"]
    assert "applicant.example" not in response.content.decode()
    assert client.get("/status?except=mail,payments", headers=headers).status_code == 200
    with a_database_that_is_down():
        assert "database" in client.get("/status", headers=headers).json()["failing"]


def check_operations(*words: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_operations", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


def test_the_command_prints_what_fails_and_exits_with_1(well) -> None:
    assert check_operations() == ("", 0)
    a_queued_mail(age=timedelta(hours=1))
    text, code = check_operations()
    assert code == 1
    assert text.startswith("mail: FAILS (waiting 1, oldest_seconds 36")
    assert "scheduler: ok" in check_operations("--all")[0]
    assert check_operations("--except", "mail") == ("", 0)
    with a_database_that_is_down():
        text, code = check_operations()
    assert code == 1
    assert "database: FAILS (detail the database does not answer)" in text

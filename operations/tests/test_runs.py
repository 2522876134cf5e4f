"""A scheduled job runs once at a time, within its time, and leaves a row, whatever becomes of it."""

import time
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from operations import runs
from operations.jobs import JOBS, Job, job_named
from operations.models import ScheduledJob
from operations.runs import Outcome, Stopped, release, run
from payments.models import Payment, Problem
from tests.factories import PaidSubmissionFactory

pytestmark = pytest.mark.django_db

CLEAR = job_named("clearsessions")


def in_(**ahead):
    return time_machine.travel(timezone.now() + timedelta(**ahead))


def failing_with(monkeypatch, failure):
    def fail(*args):
        raise failure

    monkeypatch.setattr(runs, "call_command", fail)


def row() -> ScheduledJob:
    return ScheduledJob.objects.get()


def test_a_success_is_noted():
    assert run(CLEAR) is Outcome.DONE
    assert row().succeeded_at and row().finished_at >= row().started_at
    assert (row().running_until, row().error) == (None, "")


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (OSError("the disk is full"), "OSError"),
        (SystemExit(1), "exit status 1"),
        (OperationalError("gone"), "OperationalError"),
        (CommandError("no"), "CommandError"),
    ],
)
def test_a_failure_is_noted_and_the_job_is_run_again_in_its_time(monkeypatch, failure, error):
    with monkeypatch.context() as broken:
        failing_with(broken, failure)
        assert run(CLEAR, only_if_due=True) is Outcome.FAILED
    assert (row().succeeded_at, row().error) == (None, error)
    assert run(CLEAR, only_if_due=True) is Outcome.NOT_DUE
    with in_(days=1):
        assert run(CLEAR, only_if_due=True) is Outcome.DONE
    assert row().error == ""


def test_a_payment_that_needs_attention_is_no_failure_of_the_sweep(board, sandbox, capsys):
    PaidSubmissionFactory(board=board)
    Problem.objects.create(payment=Payment.objects.get(), kind=Problem.Kind.DISPUTED)
    assert run(job_named("reconcile_payments")) is Outcome.FOUND
    assert "1 payments needing attention" in capsys.readouterr().out
    assert row().succeeded_at


def test_a_stripe_that_does_not_answer_is_one(board, sandbox):
    sandbox.faults.set("server_error", times=None)
    assert run(job_named("reconcile_payments")) is Outcome.FAILED
    assert row().succeeded_at is None


def test_two_schedulers_run_a_job_once(monkeypatch):
    """The second comes while the first is at it, and again right after it."""
    met = []

    def work(*args):
        met.append(run(CLEAR, only_if_due=True))
        met.append(run(CLEAR))

    monkeypatch.setattr(runs, "call_command", work)
    run(CLEAR, only_if_due=True)
    assert met == [Outcome.NOT_DUE, Outcome.RUNNING]
    assert run(CLEAR, only_if_due=True) is Outcome.NOT_DUE


def test_a_run_that_was_killed_is_over_when_its_time_is():
    ScheduledJob.objects.create(
        name=CLEAR.command,
        started_at=timezone.now() - timedelta(days=2),
        running_until=timezone.now() + timedelta(minutes=1),
    )
    assert run(CLEAR) is Outcome.RUNNING
    with in_(minutes=2):
        assert run(CLEAR) is Outcome.DONE


def test_a_run_that_its_scheduler_killed_is_over_at_once(monkeypatch):
    key = uuid.uuid4()
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        failing_with(killed, KeyboardInterrupt())
        killed.setattr(runs, "_finish", lambda *args: None)
        run(CLEAR, key=key)
    assert run(CLEAR) is Outcome.RUNNING
    release(key)
    assert row().error == "killed"
    assert run(CLEAR) is Outcome.DONE


def test_a_job_that_takes_too_long_is_ended_even_when_it_goes_on_after_errors(monkeypatch):
    def hang(*args):
        while True:
            try:
                time.sleep(60)
            except Exception:  # noqa: S112, BLE001 - as jobs do that deal with many rows
                continue

    monkeypatch.setattr(runs, "call_command", hang)
    assert run(Job("clearsessions", timedelta(days=1), budget=timedelta(milliseconds=50))) is Outcome.FAILED
    assert row().error.startswith("over its time")
    assert row().running_until is None


def test_a_job_that_is_stopped_can_be_run_again_at_once(monkeypatch):
    with monkeypatch.context() as stopped, pytest.raises(Stopped):
        failing_with(stopped, Stopped())
        run(CLEAR)
    assert row().error == "stopped"
    assert run(CLEAR) is Outcome.DONE


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.command)
def test_cron_can_run_each(job, board, sandbox, capsys):
    call_command("run_job", job.command)
    assert row().name == job.command
    assert row().succeeded_at


def test_cron_is_told_by_the_exit_status(monkeypatch):
    with monkeypatch.context() as broken:
        failing_with(broken, OSError())
        with pytest.raises(SystemExit, match="2"):
            call_command("run_job", "clearsessions")
    with pytest.raises(CommandError):
        call_command("run_job", "no_such_job")

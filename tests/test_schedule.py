"""The scheduled jobs in one process go on, whatever becomes of one of them."""

import pytest

from payments.models import Payment, Problem
from scripts import schedule
from tests.factories import PaidSubmissionFactory


@pytest.fixture(autouse=True)
def connected(monkeypatch):
    """The test's own connection stays open."""
    monkeypatch.setattr(schedule, "close_old_connections", lambda: None)


def test_a_payment_that_needs_attention_stops_nothing(board, sandbox, capsys):
    PaidSubmissionFactory(board=board)
    Problem.objects.create(payment=Payment.objects.get(), kind=Problem.Kind.DISPUTED)
    job = schedule.Job("reconcile_payments", every_seconds=300)
    schedule.run(job)
    assert "1 payments needing attention" in capsys.readouterr().out
    assert job.due > 0


@pytest.mark.parametrize("failure", [OSError("the disk is full"), SystemExit(1)])
def test_a_job_that_fails_is_run_again_in_its_time(monkeypatch, failure):
    def fail(*args):
        raise failure

    monkeypatch.setattr(schedule, "call_command", fail)
    job = schedule.Job("send_alerts", every_seconds=60)
    schedule.run(job)
    assert job.due > 0

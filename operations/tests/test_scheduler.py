"""The scheduled jobs run side by side: one that hangs holds up no other, and the end comes within seconds."""

import multiprocessing
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from operations import scheduler as module
from operations.jobs import Job
from operations.scheduler import Scheduler

ROOT = Path(__file__).resolve().parents[2]
DAY = timedelta(days=1)
HANGING, QUICK = Job("hanging", DAY), Job("quick", DAY)


@pytest.fixture(autouse=True)
def _connections_of_the_test_stay(monkeypatch):
    class Kept:
        @staticmethod
        def close_all() -> None:
            """Leave the test's own connection open; the children use none."""

    monkeypatch.setattr(module, "connections", Kept)


class Told:
    """What the jobs have said, in order. A pipe has no lock that a killed job could keep."""

    def __init__(self) -> None:
        self._reader, self._writer = multiprocessing.get_context("fork").Pipe(duplex=False)

    def put(self, word):
        self._writer.send(word)

    def get(self):
        assert self._reader.poll(30), "no job said anything"
        return self._reader.recv()


@pytest.fixture
def told():
    return Told()


def test_a_job_that_hangs_holds_up_no_other(told):
    def work(job, key):
        told.put(job.command)
        if job is HANGING:
            signal.pause()

    scheduler = Scheduler([HANGING, QUICK], work)
    scheduler.tick()
    assert {told.get(), told.get()} == {"hanging", "quick"}
    scheduler.stop()


def test_a_job_that_fails_stops_nothing(told):
    def work(job, key):
        told.put(job.command)
        if job is HANGING:
            raise OSError("the database is away")

    scheduler = Scheduler([HANGING, QUICK], work)
    scheduler.tick()
    assert {told.get(), told.get()} == {"hanging", "quick"}
    scheduler.stop()


def test_a_job_that_cannot_be_stopped_is_killed(told, monkeypatch):
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)

    def work(job, key):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        told.put((os.getpid(), key))
        while True:
            signal.pause()

    def released(job, key):
        told.put((job.command, key))

    scheduler = Scheduler([HANGING], work, released)
    scheduler.tick()
    pid, key = told.get()
    scheduler.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert told.get() == ("hanging", key), "so that another scheduler need not wait"


def test_a_job_far_beyond_its_time_is_killed_and_begun_again(told, monkeypatch):
    monkeypatch.setattr(module, "GRACE", timedelta(0))

    def work(job, key):
        told.put(os.getpid())
        while True:
            signal.pause()

    hanging = Job("hanging", timedelta(0), budget=timedelta(0))
    scheduler = Scheduler([hanging], work, lambda job, key: None)
    scheduler.tick()
    first = told.get()
    scheduler.tick()
    scheduler.tick()
    assert told.get() != first
    scheduler.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_script_starts_by_its_name_alone_and_ends_when_told(tmp_path, number):
    """Its database has no tables, so every job fails: that ends nothing either."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DATABASE_URL")
    }
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, str(ROOT / "scripts" / "schedule.py")],
        cwd=tmp_path,
        env=inherited | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "settings.dev"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(number)
    _, rest = process.communicate(timeout=30)
    assert "could not be begun" in first, first + rest
    assert process.returncode == 0

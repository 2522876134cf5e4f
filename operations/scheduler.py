"""Run the scheduled jobs side by side, each in a process of its own, so that none waits for another."""

import logging
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType
from uuid import UUID, uuid4

from django.db import connections

from operations.jobs import Job
from operations.runs import GRACE, RunEnded, Stopped, release, run

logger = logging.getLogger(__name__)

Work = Callable[[Job, UUID], None]

# How long a job may go on with what it is doing when the scheduler ends.
STOP_SECONDS = 3.0
RELEASE_SECONDS = 1.0
TICK_SECONDS = 0.5
# What a new process begins with is there already; each would load it anew otherwise, every five seconds.
_processes = multiprocessing.get_context("fork")


def run_if_due(job: Job, key: UUID) -> None:
    run(job, only_if_due=True, key=key)


@dataclass
class _Place:
    """A job, and its process while it runs."""

    job: Job
    look_at: float = 0.0
    process: BaseProcess | None = None
    key: UUID = field(default_factory=uuid4)
    kill_at: float = 0.0


class Scheduler:
    def __init__(self, jobs: Sequence[Job], work: Work = run_if_due, released: Work | None = None) -> None:
        self._places = [_Place(job) for job in jobs]
        self._work = work
        self._release = released or _release_run
        self._ended = threading.Event()

    def end(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Have `serve` return within seconds; can be a handler of signals."""
        self._ended.set()

    def serve(self) -> None:
        """Run what is due until `end` is called."""
        try:
            while not self._ended.is_set():
                self.tick()
                self._ended.wait(TICK_SECONDS)
        finally:
            self.stop()

    def tick(self) -> None:
        now = time.monotonic()
        for place in self._places:
            if place.process is not None:
                self._look_after(place, now)
            elif now >= place.look_at:
                self._start(place, now)

    def stop(self) -> None:
        """Tell all jobs to stop; kill those that do not."""
        running = [(place, place.process) for place in self._places if place.process is not None]
        for _, process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for place, process in running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                self._kill(place, process)

    def _start(self, place: _Place, now: float) -> None:
        # The processes would share one connection, and mix up their answers.
        connections.close_all()
        place.key = uuid4()
        place.process = _processes.Process(
            target=_in_child, args=(self._work, place.job, place.key), daemon=True
        )
        place.process.start()
        place.look_at = now + place.job.poll.total_seconds()
        place.kill_at = now + (place.job.budget + GRACE / 2).total_seconds()

    def _look_after(self, place: _Place, now: float) -> None:
        process = place.process
        if process is None:
            return
        if process.is_alive() and now >= place.kill_at:
            logger.error("The scheduled job %s does not end by itself; it is killed.", place.job.command)
            self._kill(place, process)
        if not process.is_alive():
            process.join()
            place.process = None

    def _kill(self, place: _Place, process: BaseProcess) -> None:
        process.kill()
        process.join()
        # In a process too, and not waited for: the database may be what the job hung on.
        connections.close_all()
        releasing = _processes.Process(
            target=_in_child, args=(self._release, place.job, place.key), daemon=True
        )
        releasing.start()
        releasing.join(RELEASE_SECONDS)


def _release_run(job: Job, key: UUID) -> None:
    release(key)


def _in_child(work: Work, job: Job, key: UUID) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    try:
        work(job, key)
    except RunEnded:
        sys.exit(1)
    except Exception as failure:  # noqa: BLE001 - the database, for one, may be away
        logger.warning("The scheduled job %s could not be begun: %s", job.command, type(failure).__name__)
        sys.exit(1)
    finally:
        connections.close_all()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped

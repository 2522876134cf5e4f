"""Run the employers, many at a time, and print the progress."""

import heapq
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.db import connections

from tests.chaos import programs
from tests.chaos.browser import GaveUp, Network
from tests.chaos.employer import Employer, Steps
from tests.chaos.plan import Plan
from tests.chaos.stage import Stage

HANDS = 12
# How many employers are in the middle of something at any time.
CROWD = 40
TELL_EVERY_SECONDS = 5


class Crowd:
    def __init__(
        self,
        *,
        plan: Plan,
        stage: Stage,
        network: Network,
        site: subprocess.Popen[bytes],
        sweep: Callable[[], object],
        tell: Callable[[str], None],
    ) -> None:
        self.employers = [Employer(story, stage, network) for story in plan.stories]
        self.problems: list[str] = []
        self.counts: Counter[str] = Counter()
        self._plan, self._site, self._sweep, self._tell = plan, site, sweep, tell
        self._dice = random.Random(f"kills {plan.seed}")  # noqa: S311 - reproducible
        self._kills, self._sweeps = list(plan.kills), list(plan.sweeps)
        self._waiting = list(reversed(list(enumerate(self.employers))))
        self._due: list[tuple[float, int, Steps]] = []
        self._sweepers: list[threading.Thread] = []
        self._busy = 0
        self._changed = threading.Condition()

    def run(self) -> None:
        started = told = time.monotonic()
        hands = [threading.Thread(target=self._work, daemon=True) for _ in range(HANDS)]
        for hand in hands:
            hand.start()
        while any(hand.is_alive() for hand in hands + self._sweepers):
            time.sleep(0.05)
            self._misfortunes()
            if time.monotonic() > told + TELL_EVERY_SECONDS:
                told = time.monotonic()
                self._tell(f"{self.progress}, {told - started:.0f} s")

    @property
    def progress(self) -> str:
        done, kills = self.counts["finished"], self.counts["kills"]
        return f"{done} of {len(self.employers)} employers done, {kills} workers killed"

    def _misfortunes(self) -> None:
        if self._kills and self._kills[0] <= self.counts["finished"]:
            self._kills.pop(0)
            programs.kill_a_worker(self._site, self._dice)
            self.counts["kills"] += 1
        if self._sweeps and self._sweeps[0] <= self.counts["finished"]:
            self._sweeps.pop(0)
            self._sweepers.append(threading.Thread(target=self._sweep, daemon=True))
            self._sweepers[-1].start()

    def _work(self) -> None:
        try:
            while (task := self._next()) is not None:
                self._step(*task)
        finally:
            connections.close_all()

    def _next(self) -> tuple[int, Steps] | None:
        """Return the next employer; None when all are done."""
        with self._changed:
            while True:
                self._admit()
                if not self._due and not self._busy:
                    self._changed.notify_all()
                    return None
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, number, steps = heapq.heappop(self._due)
                    self._busy += 1
                    return number, steps
                self._changed.wait(wait)

    def _admit(self) -> None:
        while self._waiting and self._busy + len(self._due) < CROWD:
            number, employer = self._waiting.pop()
            heapq.heappush(self._due, (time.monotonic(), number, employer.run()))

    def _step(self, number: int, steps: Steps) -> None:
        pause = None
        try:
            pause = next(steps, None)
        except (AssertionError, GaveUp) as problem:
            self.problems.append(str(problem))
        except Exception as error:  # noqa: BLE001 - told with the rest, and the others go on
            self.problems.append(f"{self.employers[number].email}: {type(error).__name__}: {error}")
        with self._changed:
            self._busy -= 1
            if pause is None:
                self.counts["finished"] += 1
            else:
                heapq.heappush(self._due, (time.monotonic() + pause, number, steps))
            self._changed.notify_all()

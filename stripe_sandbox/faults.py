"""Things that go wrong on purpose, switched on by count or drawn at random from a seed.

Webhook faults:
- `duplicate`: sent twice
- `reorder`: what is due goes out newest first
- `delay`: held back for `value` seconds (default 5)
- `drop`: never sent, stays undelivered
- `concurrent`: `value` copies (default 2) at the same moment
- `stale_timestamp`: signed `value` seconds ago (default 600)
- `rotated_secret`: signed with a secret the receiver does not know

API faults:
- `server_error`, `rate_limit`: 500 and 429 before any work
- `server_error_kept`: a 500 in the middle of it, which the same idempotency key gets again ever after
- `timeout_before`, `timeout_after`: no answer for `value` seconds (default 30), before or after the work
- `reset`, `reset_after`: the connection is closed, before or after the work

`times` is how often a fault strikes (None: until cleared). `match` limits it to event types, or to API calls
("METHOD /path"), that contain it.
"""

from __future__ import annotations

import random
import re
from dataclasses import asdict, dataclass
from typing import Any

from stripe_sandbox.errors import ApiError
from stripe_sandbox.store import Store

WEBHOOK_FAULTS = ("duplicate", "reorder", "delay", "drop", "concurrent", "stale_timestamp", "rotated_secret")
API_FAULTS = (
    *("server_error", "server_error_kept", "rate_limit"),
    *("timeout_before", "timeout_after", "reset", "reset_after"),
)
_ID = re.compile(r"/[a-z]+_\w+")
DEFAULT_VALUE = {
    "delay": 5.0,
    "concurrent": 2.0,
    "stale_timestamp": 600.0,
    "timeout_before": 30.0,
    "timeout_after": 30.0,
}


@dataclass(frozen=True)
class Fault:
    name: str
    times: int | None = 1
    value: float | None = None
    match: str = ""

    def amount(self) -> float:
        return DEFAULT_VALUE.get(self.name, 0.0) if self.value is None else self.value


class Faults:
    """Kept in the store, so a restart neither forgets a fault nor repeats one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, name: str, *, times: int | None = 1, value: float | None = None, match: str = "") -> Fault:
        if name not in WEBHOOK_FAULTS + API_FAULTS:
            raise ApiError(f"Unknown fault: {name}", param="name")
        if times is not None and times < 1:
            raise ApiError("A fault strikes once at least.", param="times")
        if value is not None and not 0 <= value < float("inf"):
            raise ApiError("The value must be a number of 0 or more.", param="value")
        fault = Fault(name, times, value, match)
        with self._store.transaction():
            self._store.set_setting("faults", [*self._store.setting("faults", []), asdict(fault)])
        return fault

    def clear(self, name: str | None = None) -> None:
        """Without a name everything goes, the random mode included."""
        with self._store.transaction():
            kept = [fault for fault in self._store.setting("faults", []) if name and fault["name"] != name]
            self._store.set_setting("faults", kept)
            if name is None:
                self.randomise(None, {})

    def randomise(self, seed: int | None, probabilities: dict[str, float]) -> None:
        """Draw faults by probability: the same seed and calls give the same faults, whatever the threads and ids."""
        unknown = set(probabilities) - {*WEBHOOK_FAULTS, *API_FAULTS}
        if unknown:
            raise ApiError(f"Unknown fault: {', '.join(sorted(unknown))}", param="probabilities")
        if not all(0 <= chance <= 1 for chance in probabilities.values()):
            raise ApiError("A probability is between 0 and 1.", param="probabilities")
        with self._store.transaction():
            mode = None if seed is None else {"seed": seed, "probabilities": probabilities}
            self._store.set_setting("random", mode)
            self._store.set_setting("random_counts", {})

    def state(self) -> dict[str, Any]:
        return {"faults": self._store.setting("faults", []), "random": self._store.setting("random")}

    def take(self, name: str, subject: str) -> Fault | None:
        """The fault of this name that strikes the subject now, used up by one."""
        with self._store.transaction():
            return self._switched(name, subject) or self._drawn(name, subject)

    def _switched(self, name: str, subject: str) -> Fault | None:
        kept = self._store.setting("faults", [])
        for index, entry in enumerate(kept):
            fault = Fault(**entry)
            if fault.name != name or fault.match not in subject:
                continue
            if fault.times is not None:
                kept[index] = {**entry, "times": fault.times - 1}
                self._store.set_setting("faults", [each for each in kept if each["times"] != 0])
            return fault
        return None

    def _drawn(self, name: str, subject: str) -> Fault | None:
        mode = self._store.setting("random")
        if not mode or name not in mode["probabilities"]:
            return None
        counts = self._store.setting("random_counts", {})
        # What is due at once differs from run to run; the ids in a path are new each time.
        place = name if name == "reorder" else f"{name} {_ID.sub('/…', subject)}"
        counts[place] = counts.get(place, 0) + 1
        self._store.set_setting("random_counts", counts)
        draw = random.Random(f"{mode['seed']} {place} {counts[place]}").random()  # noqa: S311 - reproducible
        return Fault(name) if draw < mode["probabilities"][name] else None

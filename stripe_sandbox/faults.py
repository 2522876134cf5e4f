"""Faults on purpose: a number of times, or drawn at random from a seed.

Webhook faults:
- `duplicate`: sent twice
- `reorder`: due webhooks are sent newest first
- `delay`: sent `value` seconds later (default 5)
- `drop`: never sent; the event stays undelivered
- `concurrent`: `value` copies (default 2) at the same time
- `stale_timestamp`: signed `value` seconds ago (default 600)
- `rotated_secret`: signed with a secret the receiver does not know

API faults:
- `server_error`, `rate_limit`: 500 and 429 before any work
- `server_error_kept`: a 500 that is stored as the answer for the idempotency key
- `timeout_before`, `timeout_after`: no answer for `value` seconds (default 30), before or after the work
- `reset`, `reset_after`: the connection is closed, before or after the work

Invoice fault:
- `late_invoice`: the invoice of a checkout stays a draft, without number and addresses, until it is finalised

`times` is how often a fault happens (None: until cleared). `match` limits it to event types, or to API calls
written "METHOD /path", that contain this text.
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
INVOICE_FAULTS = ("late_invoice",)
_ALL = (*WEBHOOK_FAULTS, *API_FAULTS, *INVOICE_FAULTS)
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
        """Return the value, or the default of this fault."""
        return DEFAULT_VALUE.get(self.name, 0.0) if self.value is None else self.value


class Faults:
    """The faults that are switched on.

    They are kept in the store and survive a restart.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, name: str, *, times: int | None = 1, value: float | None = None, match: str = "") -> Fault:
        if name not in _ALL:
            raise ApiError(f"Unknown fault: {name}", param="name")
        if times is not None and times < 1:
            raise ApiError("`times` must be 1 or more.", param="times")
        if value is not None and not 0 <= value < float("inf"):
            raise ApiError("`value` must be 0 or more.", param="value")
        fault = Fault(name, times, value, match)
        with self._store.transaction():
            self._store.set_setting("faults", [*self._store.setting("faults", []), asdict(fault)])
        return fault

    def clear(self, name: str | None = None) -> None:
        """Switch off the faults of one name, or all of them and the random mode."""
        with self._store.transaction():
            kept = [fault for fault in self._store.setting("faults", []) if name and fault["name"] != name]
            self._store.set_setting("faults", kept)
            if name is None:
                self.randomise(None, {})

    def randomise(self, seed: int | None, probabilities: dict[str, float]) -> None:
        """Draw faults by probability.

        The same seed and calls give the same faults; threads and ids do not matter.
        """
        unknown = set(probabilities) - {*_ALL}
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
        """Return the fault of this name if it happens to `subject` now, and count it."""
        with self._store.transaction():
            return self._switched_on(name, subject) or self._drawn(name, subject)

    def _switched_on(self, name: str, subject: str) -> Fault | None:
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
        # `reorder` gets a list of events that differs from run to run; ids in a path are always new.
        place = name if name == "reorder" else f"{name} {_ID.sub('/…', subject)}"
        counts[place] = counts.get(place, 0) + 1
        self._store.set_setting("random_counts", counts)
        draw = random.Random(f"{mode['seed']} {place} {counts[place]}").random()  # noqa: S311 - reproducible
        return Fault(name) if draw < mode["probabilities"][name] else None

"""Sign webhooks, post them, and retry on Stripe's schedule, made shorter."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stripe_sandbox.faults import Fault
from stripe_sandbox.objects import Object
from stripe_sandbox.world import World

# Takes url, payload and headers, and returns the HTTP status. An exception counts as a failed attempt.
Post = Callable[[str, bytes, dict[str, str]], int]

# Stripe's seconds between attempts, over three days, before they are divided by `compression`.
_BACK_OFF = (300, 600, 1500, 3600, 7200, 18000, 36000)
_LAST_INTERVAL = 43200
_GIVE_UP_AFTER = 3 * 24 * 3600
UNKNOWN_SECRET = "whsec_sandbox_unknown_to_the_receiver"  # noqa: S105 - deliberately wrong

_WAITING = (
    "select event, count(*) as waiting from"
    " (select event from deliveries group by event, url having max(state = 'delivered') = 0) group by event"
)
_WAITING_FOR_ONE = _WAITING.replace("from deliveries", "from deliveries where event = ?")


@dataclass(frozen=True)
class Attempt:
    event: str
    type: str
    url: str
    status: int | None
    error: str | None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class _Job:
    seq: int
    url: str
    attempts: int
    event: Object


def sign(payload: bytes, secrets: list[str], timestamp: int) -> str:
    """Return the `Stripe-Signature` header, with one `v1` for each secret."""
    message = b"%d." % timestamp + payload
    signatures = [hmac.new(secret.encode(), message, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={signature}" for signature in signatures)])


class Deliveries:
    """Signs, posts and retries the webhooks of one sandbox.

    `compression` divides Stripe's waiting times: with 300 the first retry comes after a second.
    """

    def __init__(self, world: World, secrets: list[str], *, compression: float = 300.0) -> None:
        self._world = world
        self._secrets = secrets
        self._compression = compression
        # Reentrant: a receiver may call deliver_due while it handles a webhook.
        self._turn = threading.RLock()

    @property
    def secrets(self) -> list[str]:
        kept: list[str] = self._world.store.setting("webhook_secrets", self._secrets)
        return kept

    def rotate(self, secrets: list[str]) -> None:
        with self._world.store.transaction():
            self._world.store.set_setting("webhook_secrets", secrets)

    def request(self, event: Object, *, attempt: int = 1) -> tuple[bytes, dict[str, str]]:
        """Build the signed payload and the headers of one webhook."""
        world, subject = self._world, event["type"]
        payload = json.dumps(events_now(world, [event])[0], indent=2).encode()
        stale = world.faults.take("stale_timestamp", subject)
        rotated = world.faults.take("rotated_secret", subject)
        timestamp = int(world.clock() - (stale.amount() if stale else 0))
        secrets = [UNKNOWN_SECRET] if rotated else self.secrets
        return payload, {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"Sandbox/1.0 (webhook; attempt {attempt})",
            "Stripe-Signature": sign(payload, secrets, timestamp),
        }

    def deliver_due(self, post: Post) -> list[Attempt]:
        """Post every due webhook once.

        A second caller waits for the first, then posts what is left.
        """
        with self._turn:
            jobs = self._due()
            attempts = []
            for job in jobs:
                attempts += self._deliver(job, post)
            return attempts

    def next_at(self) -> float | None:
        """Return when the next webhook is due, or None."""
        rows = self._world.store.query("select min(next_at) as at from deliveries where state = 'pending'")
        at: float | None = rows[0]["at"]
        return at

    def resend(self, event_id: str) -> Object:
        """Queue the event again for every endpoint, whether it was delivered or not."""
        world = self._world
        with world.store.transaction():
            event = world.store.get("event", event_id)
            for endpoint in world.endpoints:
                world.queue(event_id, endpoint.url)
        world.wake.set()
        return events_now(world, [event])[0]

    def _due(self) -> list[_Job]:
        world = self._world
        with world.store.transaction():
            rows = world.store.query(
                "select * from deliveries where state = 'pending' and next_at <= ? order by seq",
                (world.time(),),
            )
            jobs = []
            for row in rows:
                event = world.store.get("event", row["event"])
                delay = world.faults.take("delay", event["type"]) if row["attempts"] == 0 else None
                if delay:
                    self._delay(row["seq"], delay.amount())
                else:
                    jobs.append(_Job(row["seq"], row["url"], row["attempts"], event))
            if len(jobs) > 1 and world.faults.take("reorder", " ".join(job.event["type"] for job in jobs)):
                jobs.reverse()
            return jobs

    def _delay(self, seq: int, seconds: float) -> None:
        # Counted as the first attempt, because a delay without limit would otherwise repeat for ever.
        self._world.store.execute(
            "update deliveries set next_at = ?, attempts = 1 where seq = ?",
            (self._world.time() + seconds, seq),
        )

    def _deliver(self, job: _Job, post: Post) -> list[Attempt]:
        faults, subject = self._world.faults, job.event["type"]
        if faults.take("drop", subject):
            self._record(job, state="dropped", attempt=None)
            return []
        requests = [self.request(job.event, attempt=job.attempts + 1)]
        concurrent: Fault | None = faults.take("concurrent", subject)
        if faults.take("duplicate", subject):
            requests.append(self.request(job.event, attempt=job.attempts + 1))
        if concurrent:
            copies = max(2, int(concurrent.amount()))
            with ThreadPoolExecutor(copies) as pool:
                attempts = list(
                    pool.map(lambda request: self._post(job, request, post), requests[:1] * copies)
                )
        else:
            attempts = [self._post(job, request, post) for request in requests]
        done = next((attempt for attempt in attempts if attempt.delivered), None)
        self._record(job, state="delivered" if done else "pending", attempt=done or attempts[-1])
        return attempts

    def _post(self, job: _Job, request: tuple[bytes, dict[str, str]], post: Post) -> Attempt:
        status, error = None, None
        try:
            status = post(job.url, *request)
        except Exception as problem:  # noqa: BLE001 - whatever fails in the receiver is a failed attempt
            error = f"{type(problem).__name__}: {problem}"[:300]
        return Attempt(job.event["id"], job.event["type"], job.url, status, error)

    def _record(self, job: _Job, *, state: str, attempt: Attempt | None) -> None:
        tries, next_at = job.attempts + (attempt is not None), 0.0
        if state == "pending":
            waits = [*_BACK_OFF[:tries], *([_LAST_INTERVAL] * max(0, tries - len(_BACK_OFF)))]
            next_at = self._world.time() + waits[-1] / self._compression
            if sum(waits) > _GIVE_UP_AFTER:
                state = "failed"
        status, error = (attempt.status, attempt.error) if attempt else (None, None)
        self._world.store.execute(
            "update deliveries set state = ?, attempts = ?, next_at = ?, last_status = ?, last_error = ?"
            " where seq = ?",
            (state, tries, next_at, status, error, job.seq),
        )


def events_now(world: World, events: list[Object]) -> list[Object]:
    """Return the events with their present `pending_webhooks`.

    It is the number of endpoints that have not accepted the event.
    """
    query = (_WAITING_FOR_ONE, (events[0]["id"],)) if len(events) == 1 else (_WAITING, ())
    rows = world.store.query(*query)
    waiting = {row["event"]: row["waiting"] for row in rows}
    return [{**event, "pending_webhooks": waiting.get(event["id"], 0)} for event in events]
